name    photo-sharing
title   Photo sharing
groups  photo social
host    deviantart.com deviantart.net artstation.com pixiv.net pximg.net smugmug.com 500px.com 500px.org
host    photobucket.com

name    netease
title   NetEase
groups  web mail
host    163.com 126.com netease.com 126.net 127.net yeah.net netease.im 163yun.com 188.com ydstatic.com
host    youdao.com netease-na.com

name    stackpath
title   StackPath
groups  cdn
host    stackpathcdn.com stackpathdns.com netdna-cdn.com netdna-ssl.com hwcdn.net maxcdn.com stackpath.com
host    highwinds.com netdna.com bootstrapcdn.com

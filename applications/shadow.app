name    shadow
title   Shadow PC
groups  remote-access game
host    shadow.tech blade-group.com shadow-cdn.com

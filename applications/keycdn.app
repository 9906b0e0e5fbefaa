name    keycdn
title   KeyCDN
groups  cdn
host    kxcdn.com keycdn.com

name    ubuntu-one
title   Ubuntu One
groups  web
host    one.ubuntu.com login.ubuntu.com ubuntuone.com
ndpi    UbuntuONE

name    mikrotik
title   MikroTik
groups  networking
host    mikrotik.com mynetname.net mt.lv

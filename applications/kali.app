name    kali
title   Kali Linux
groups  update operating-system
host    kali.org kali.download

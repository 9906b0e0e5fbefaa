name    asus
title   ASUS
groups  update networking
host    asus.com asuscomm.com asus.cn asuswebstorage.com asusrouter.com

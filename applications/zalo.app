name    zalo
title   Zalo
groups  chat voip
host    zalo.me zaloapp.com zalo.vn zadn.vn zdn.vn zalopay.vn zaloapp.vn

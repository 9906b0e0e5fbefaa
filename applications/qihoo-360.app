name    qihoo-360
title   Qihoo 360
groups  security web
host    360.cn 360.com qhimg.com qhres.com qhmsg.com so.com qihoo.com 360safe.com qhupdate.com qhstatic.com
host    haosou.com 360totalsecurity.com qhcdn.com

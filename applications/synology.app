name    synology
title   Synology
groups  storage
host    synology.com synology.me quickconnect.to quickconnect.cn synology.cn diskstation.me dscloud.me
host    dscloud.biz i234.me myds.me dscloud.mobi

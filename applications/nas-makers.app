name    nas-makers
title   Makers of network storage
groups  storage
host    qnap.com myqnapcloud.com qnap.com.cn myqnapcloud.io mycloud.com wd2go.com wdc.com westerndigital.com
host    remotewd.com synology.com synology.me quickconnect.to quickconnect.cn synology.cn diskstation.me
host    dscloud.me dscloud.biz i234.me myds.me dscloud.mobi

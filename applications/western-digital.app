name    western-digital
title   Western Digital My Cloud
groups  storage
host    mycloud.com wd2go.com wdc.com westerndigital.com remotewd.com

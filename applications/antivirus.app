name    antivirus
title   Protection against malware
groups  security
host    avira.com avira-update.com avira.org clamav.net f-secure.com fsapi.com withsecure.com
host    malwarebytes.com mwbsys.com malwarebytes.org threatdown.com 360.cn 360.com qhimg.com qhres.com
host    qhmsg.com so.com qihoo.com 360safe.com qhupdate.com qhstatic.com haosou.com 360totalsecurity.com
host    qhcdn.com sentinelone.net sentinelone.com trellix.com trendmicro.com trendmicro.co.jp trendmicro.eu
host    trendmicro.org eset.com eset.eu esetnod32.ru e5.sk eset.sk eset.cz

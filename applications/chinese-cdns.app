name    chinese-cdns
title   Content delivery in China
groups  cdn
host    ccgslb.com chinacache.net wscdns.com chinanetcenter.com wswebcdn.com lxdns.com wsdvs.com
host    ourwebcdn.net wsglb0.com cdn20.com quantil.com wscloudcdn.com speedcdns.com cdnetworks.com cdngc.net
host    qiniu.com qiniucdn.com qiniudns.com qbox.me clouddn.com upaiyun.com upyun.com ksyuncdn.com ksyun.com

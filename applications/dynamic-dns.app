name    dynamic-dns
title   Dynamic DNS
groups  naming
host    dyndns.org dyndns.com dyn.com no-ip.com noip.com ddns.net no-ip.org no-ip.biz hopto.org zapto.org
host    sytes.net myftp.org duckdns.org afraid.org dynu.com

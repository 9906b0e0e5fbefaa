name    dnscrypt-web
title   DNSCrypt
groups  naming
host    dnscrypt.info dnscrypt.org dnscrypt.com
ndpi    DNScrypt

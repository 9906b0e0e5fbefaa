name    avast-secure-dns
title   Avast Secure DNS
groups  naming security
host    securedns.avast.com secure-dns.avast.com
ndpi    AVASTSecureDNS

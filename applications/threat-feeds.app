name    threat-feeds
title   Threat feeds
groups  security
host    virustotal.com spamhaus.org spamhaus.com abuse.ch alienvault.com shadowserver.org
ndpi    Cybersec

name    forticlient
title   Fortinet
groups  vpn security
host    fortinet.com fortinet.net fortiguard.com fortiguard.net fortinet-us.com forticloud.com fortisase.com
host    forticlient.com fortisandboxcloud.com fortinet-notifications.com fortiddns.com fortimonitor.com
ndpi    FortiClient

name    router-systems
title   Router systems
groups  update networking
host    openwrt.org opnsense.org pfsense.org netgate.com

name    ntp-pool
title   NTP Pool
groups  time
host    ntp.org ntppool.org

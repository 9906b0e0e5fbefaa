name    clamav
title   ClamAV
groups  security update
host    clamav.net

name    astrill
title   Astrill
groups  vpn
host    astrill.com

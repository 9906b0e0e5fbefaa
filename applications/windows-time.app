name    windows-time
title   Windows time
groups  time
host    time.windows.com
ndpi    Microsoft

name    speedtest
title   Speedtest by Ookla
groups  speed-test
host    speedtest.net ookla.com cdnst.net ooklaserver.net
ndpi    Ookla

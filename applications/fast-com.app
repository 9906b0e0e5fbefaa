name    fast-com
title   Fast.com
groups  speed-test
host    fast.com
ndpi    NetFlix

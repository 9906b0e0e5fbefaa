name    nperf
title   nPerf
groups  speed-test
host    nperf.com nperf.net

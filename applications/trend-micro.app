name    trend-micro
title   Trend Micro
groups  security
host    trendmicro.com trendmicro.co.jp trendmicro.eu trendmicro.org

name    bright-data
title   Bright Data
groups  proxy
host    brightdata.com luminati.io lum-sdk.io luminatinet.com brdtnet.com lum-superproxy.io

name    here
title   HERE
groups  maps
host    here.com hereapi.com hereapi.cn

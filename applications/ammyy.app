name    ammyy
title   Ammyy Admin
groups  remote-access
host    ammyy.com

name    g-core
title   Gcore
groups  cdn
host    gcdn.co gcore.com gcorelabs.com gcore.lu gcorelabs.net

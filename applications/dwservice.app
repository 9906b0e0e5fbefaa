name    dwservice
title   DWService
groups  remote-access
host    dwservice.net

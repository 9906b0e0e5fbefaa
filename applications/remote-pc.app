name    remote-pc
title   RemotePC
groups  remote-access
host    remotepc.com

name    realvnc
title   RealVNC
groups  remote-access
host    realvnc.com

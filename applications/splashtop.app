name    splashtop
title   Splashtop
groups  remote-access
host    splashtop.com splashtop.eu

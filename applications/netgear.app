name    netgear
title   NETGEAR
groups  networking
host    netgear.com netgear-securityservice.com orbilogin.com

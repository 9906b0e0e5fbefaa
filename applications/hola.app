name    hola
title   Hola
groups  vpn proxy
host    hola.org hola.org.il

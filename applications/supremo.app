name    supremo
title   Supremo
groups  remote-access
host    supremocontrol.com nanosystems.it

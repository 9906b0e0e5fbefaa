name    carbonite
title   Carbonite
groups  storage
host    carbonite.com

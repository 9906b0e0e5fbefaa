name    acronis
title   Acronis
groups  storage security
host    acronis.com

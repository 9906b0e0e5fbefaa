name    trellix
title   Trellix
groups  security
host    trellix.com

name    dashlane
title   Dashlane
groups  security
host    dashlane.com

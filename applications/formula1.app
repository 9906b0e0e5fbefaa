name    formula1
title   Formula 1
groups  sports video
host    formula1.com f1.com

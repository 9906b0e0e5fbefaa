name    realme
title   realme
groups  operating-system
host    realme.com

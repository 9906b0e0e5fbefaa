name    issuu
title   Issuu
groups  reference
host    issuu.com isu.pub

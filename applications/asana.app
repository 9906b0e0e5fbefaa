name    asana
title   Asana
groups  office
host    asana.com asana.biz asanausercontent.com

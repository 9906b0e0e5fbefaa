name    waze
title   Waze
groups  maps
host    waze.com wazestg.com
ndpi    Waze

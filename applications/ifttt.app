name    ifttt
title   IFTTT
groups  iot
host    ifttt.com

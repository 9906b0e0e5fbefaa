name    smartthings
title   SmartThings
groups  iot
host    smartthings.com

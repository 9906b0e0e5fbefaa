name    shelly
title   Shelly
groups  iot
host    shelly.cloud shelly.com allterco.com

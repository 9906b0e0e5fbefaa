name    ring
title   Ring
groups  iot
host    ring.com rings.solutions ring.devices.a2z.com

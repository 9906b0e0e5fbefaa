name    smart-heating
title   Heating and climate
groups  iot
host    ecobee.com tado.com netatmo.com netatmo.net honeywell.com resideo.com

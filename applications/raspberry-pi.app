name    raspberry-pi
title   Raspberry Pi
groups  update operating-system
host    raspberrypi.com raspberrypi.org raspbian.org raspberrypi.net

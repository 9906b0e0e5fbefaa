name    arduino
title   Arduino
groups  developer iot
host    arduino.cc

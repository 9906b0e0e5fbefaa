name    roku
title   Roku
groups  video streaming iot
host    roku.com rokucdn.com rokutime.com ravm.tv roku.admeasurement.com

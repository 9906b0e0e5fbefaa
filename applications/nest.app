name    nest
title   Nest
groups  iot
host    nest.com dropcam.com nestlabs.com
ndpi    NestLogSink

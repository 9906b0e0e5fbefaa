name    kaltura
title   Kaltura
groups  video
host    kaltura.com kaltura.org

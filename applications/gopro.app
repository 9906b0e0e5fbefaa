name    gopro
title   GoPro
groups  iot photo
host    gopro.com

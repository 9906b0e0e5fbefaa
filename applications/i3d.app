name    i3d
title   i3D.net
groups  game cloud
host    i3d.net
ndpi    i3D

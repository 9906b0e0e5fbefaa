name    fubo
title   Fubo
groups  video streaming sports
host    fubo.tv fubotv.com

name    joyn
title   Joyn
groups  video streaming
host    joyn.de prosieben.de 7tv.de route71.net

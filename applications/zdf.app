name    zdf
title   ZDF
groups  news video
host    zdf.de zdf-cdn.live.cellular.de 3sat.de phoenix.de zdfheute.de

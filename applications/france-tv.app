name    france-tv
title   France Televisions
groups  video news
host    france.tv francetelevisions.fr francetvinfo.fr ftven.fr francetv.fr

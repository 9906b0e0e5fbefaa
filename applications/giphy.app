name    giphy
title   Giphy
groups  photo
host    giphy.com gph.is

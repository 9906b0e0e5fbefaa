name    rutube
title   Rutube
groups  video streaming
host    rutube.ru rtbcdn.ru

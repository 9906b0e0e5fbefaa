name    wink
title   Wink
groups  video streaming
host    wink.ru

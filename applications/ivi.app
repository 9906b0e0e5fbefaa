name    ivi
title   Ivi
groups  video streaming
host    ivi.ru ivi.tv

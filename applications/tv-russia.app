name    tv-russia
title   Russian television
groups  video streaming
host    ivi.ru ivi.tv okko.tv wink.ru

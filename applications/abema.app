name    abema
title   Abema
groups  video streaming
host    abema.tv abema.io ameba.jp abema-tv.com amebame.com

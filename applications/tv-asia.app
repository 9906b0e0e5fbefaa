name    tv-asia
title   Asian television
groups  video streaming
host    abema.tv abema.io ameba.jp abema-tv.com amebame.com mgtv.com hitv.com hunantv.com sonyliv.com
host    sonyliv-cdn.com viki.com viki.io viu.com viu.tv zee5.com zee5.in

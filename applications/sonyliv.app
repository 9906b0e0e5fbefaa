name    sonyliv
title   SonyLIV
groups  video streaming
host    sonyliv.com sonyliv-cdn.com

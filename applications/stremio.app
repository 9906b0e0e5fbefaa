name    stremio
title   Stremio
groups  video p2p
host    strem.io stremio.com strem.fun

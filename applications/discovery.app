name    discovery
title   Discovery+
groups  video streaming
host    discoveryplus.com discoveryplus.co.uk disco-api.com discovery.com discoverymax.com dplay.com
host    dplay.co.uk dnitv.com eurosportplayer.com eurosport.com

name    tv-americas
title   American television
groups  video streaming
host    fubo.tv fubotv.com philo.com globo.com glbimg.com globoi.com sling.com movetv.com sling.tv starz.com
host    starzplay.com starz.tv lionsgateplus.com vix.com televisa.com univision.com televisaunivision.com
host    blim.com discoveryplus.com discoveryplus.co.uk disco-api.com discovery.com discoverymax.com
host    dplay.com dplay.co.uk dnitv.com eurosportplayer.com eurosport.com

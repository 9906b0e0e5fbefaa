name    seznam
title   Seznam
groups  web search mail
host    seznam.cz szn.cz sznimg.cz imedia.cz mapy.cz novinky.cz stream.cz sdn.cz mapy.com

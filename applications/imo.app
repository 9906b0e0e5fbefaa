name    imo
title   imo
groups  chat voip
host    imo.im imoim.net imoim.app
ndpi    IMO

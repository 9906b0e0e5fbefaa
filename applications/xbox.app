name    xbox
title   Xbox
groups  game
host    xbox.com xboxlive.com xboxservices.com xboxab.com gamepass.com xboxlive.cn xbox.ipv6.microsoft.com
host    playfabapi.com playfab.com
ndpi    Xbox

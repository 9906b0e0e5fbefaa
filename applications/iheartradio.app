name    iheartradio
title   iHeartRadio
groups  music streaming
host    iheart.com iheartradio.com ihrhls.com iheartmedia.com iheart.map.fastly.net iheartradio.ca
ndpi    IHeartRadio

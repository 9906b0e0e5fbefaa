name    dailymotion
title   Dailymotion
groups  video streaming
host    dailymotion.com dmcdn.net dm-event.net dai.ly dmxleo.com
ndpi    Dailymotion

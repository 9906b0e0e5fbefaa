name    sky
title   Sky
groups  video streaming news
host    sky.com skycdp.com nowtv.com now.tv skysports.com skynews.com sky.it skytg24.it sky.de skyticket.de
host    wowtv.de epgsky.com

name    weather-com
title   The Weather Company
groups  weather
host    weather.com wunderground.com w-x.co wsi.com weatherunderground.com imwx.com

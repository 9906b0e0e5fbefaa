name    weather-services
title   Weather services
groups  weather
host    openweathermap.org windy.com meteoblue.com met.no yr.no wetter.com weather.com wunderground.com
host    w-x.co wsi.com weatherunderground.com imwx.com

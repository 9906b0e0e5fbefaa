name    weather-services
title   Weather services
groups  weather
host    openweathermap.org windy.com meteoblue.com met.no yr.no wetter.com

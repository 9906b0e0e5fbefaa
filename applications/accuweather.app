name    accuweather
title   AccuWeather
groups  weather
host    accuweather.com accu-weather.com accuweather.mobi
ndpi    AccuWeather

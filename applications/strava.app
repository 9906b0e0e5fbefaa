name    strava
title   Strava
groups  sports social
host    strava.com strava.app.link

name    runway
title   Runway
groups  ai video
host    runwayml.com

name    squarespace
title   Squarespace
groups  web
host    squarespace.com squarespace-cdn.com sqspcdn.com

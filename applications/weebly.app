name    weebly
title   Weebly
groups  web
host    weebly.com editmysite.com

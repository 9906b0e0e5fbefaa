name    financial-times
title   Financial Times
groups  news finance
host    ft.com

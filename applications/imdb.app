name    imdb
title   IMDb
groups  reference video
host    imdb.com media-imdb.com
ndpi    Amazon

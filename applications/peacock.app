name    peacock
title   Peacock
groups  video streaming
host    peacocktv.com nbcuni.com peacocktv.com.edgekey.net

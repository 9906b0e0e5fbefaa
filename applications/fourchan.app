name    fourchan
title   4chan
groups  social
host    4chan.org 4cdn.org 4channel.org 8kun.top

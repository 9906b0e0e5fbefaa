name    medium
title   Medium
groups  news social
host    medium.com

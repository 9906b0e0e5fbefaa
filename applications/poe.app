name    poe
title   Poe
groups  ai
host    poe.com poecdn.net

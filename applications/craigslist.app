name    craigslist
title   Craigslist
groups  shopping
host    craigslist.org craigslist.com

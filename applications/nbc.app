name    nbc
title   NBC
groups  news video
host    nbc.com nbcnews.com nbcsports.com msnbc.com cnbc.com nbcnewsdigital.com

name    new-york-times
title   The New York Times
groups  news
host    nytimes.com nyt.com nyti.ms nytimes.map.fastly.net theathletic.com

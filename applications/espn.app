name    espn
title   ESPN
groups  sports video news
host    espn.com espn.net espncdn.com espn.go.com espncricinfo.com espnplus.com espn.co.uk espnqa.com

name    clubhouse
title   Clubhouse
groups  social voip
host    clubhouse.com joinclubhouse.com clubhouseapi.com

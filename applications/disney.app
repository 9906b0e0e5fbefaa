name    disney
title   Disney
groups  web video
host    disney.com go.com disney.io disneyinternational.com dtci.technology disney.co.uk disney.co.jp
host    marvel.com starwars.com

name    ubisoft
title   Ubisoft
groups  game
host    ubisoft.com ubi.com ubisoft.org ubisoftconnect.com ubistatic-a.akamaihd.net
host    ubistatic2-a.akamaihd.net ubistatic3-a.akamaihd.net rainbow6.com

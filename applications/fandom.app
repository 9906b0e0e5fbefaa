name    fandom
title   Fandom
groups  reference
host    fandom.com wikia.com nocookie.net wikia.org

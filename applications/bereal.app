name    bereal
title   BeReal
groups  social photo
host    bereal.com bere.al bereal.network

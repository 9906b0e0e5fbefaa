name    activision-web
title   Activision and Call of Duty
groups  game
host    activision.com callofduty.com demonware.net activisionblizzard.com
ndpi    Activision CoD_Mobile

name    bethesda
title   Bethesda
groups  game
host    bethesda.net zenimax.com bethsoft.com elderscrolls.com

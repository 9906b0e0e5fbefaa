name    embark
title   Embark Studios
groups  game
host    embark-studios.com reachthefinals.com

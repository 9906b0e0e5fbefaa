name    itch-io
title   itch.io
groups  game
host    itch.io itch.zone

name    web-games
title   Games in the browser
groups  game
host    poki.com poki.io poki-cdn.com crazygames.com miniclip.com itch.io itch.zone humblebundle.com
host    boosteroid.com

name    square-enix
title   Square Enix
groups  game
host    square-enix.com finalfantasyxiv.com square-enix-games.com playonline.com ffxiv.com

name    pubg
title   PUBG
groups  game
host    pubg.com pubgmobile.com pubgmobile.proximabeta.com krafton.com playbattlegrounds.com

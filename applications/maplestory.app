name    maplestory
title   MapleStory
groups  game
host    maplestory.com maplestory.nexon.com mapleglobal.com maplestory.nexon.net
ndpi    MapleStory

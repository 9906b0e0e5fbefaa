name    zynga
title   Zynga
groups  game
host    zynga.com zyngagames.com

name    jagex
title   RuneScape
groups  game
host    runescape.com jagex.com

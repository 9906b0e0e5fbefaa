name    kick
title   Kick
groups  video streaming game
host    kick.com

name    guilded
title   Guilded
groups  chat voip game
host    guilded.gg

name    suno
title   Suno
groups  ai music
host    suno.com suno.ai

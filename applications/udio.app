name    udio
title   Udio
groups  ai music
host    udio.com

name    genius
title   Genius
groups  music reference
host    genius.com rapgenius.com

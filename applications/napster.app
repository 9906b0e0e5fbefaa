name    napster
title   Napster
groups  music streaming
host    napster.com rhapsody.com

name    brave
title   Brave
groups  web
host    brave.com bravesoftware.com brave.software basicattentiontoken.org

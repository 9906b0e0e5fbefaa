name    hetzner
title   Hetzner
groups  cloud
host    hetzner.com hetzner.de hetzner.cloud your-server.de hetzner.company your-objectstorage.com

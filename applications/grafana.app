name    grafana
title   Grafana
groups  developer monitoring
host    grafana.com grafana.net grafana.org

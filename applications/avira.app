name    avira
title   Avira
groups  security
host    avira.com avira-update.com avira.org

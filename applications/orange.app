name    orange
title   Orange
groups  web
host    orange.fr orange.com wanadoo.fr orange.es orange.pl woopic.com

name    elastic-cloud
title   Elastic
groups  cloud developer
host    elastic.co elastic-cloud.com found.io elastic.dev

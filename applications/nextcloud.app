name    nextcloud
title   Nextcloud
groups  storage office
host    nextcloud.com

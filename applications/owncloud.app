name    owncloud
title   ownCloud
groups  storage
host    owncloud.com owncloud.org owncloud.online

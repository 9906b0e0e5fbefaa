name    mattermost
title   Mattermost
groups  chat office
host    mattermost.com mattermost.cloud

name    brightcove
title   Brightcove
groups  video cdn
host    brightcove.com brightcove.net brightcovecdn.com bcove.video boltdns.net

name    mumble-web
title   Mumble
groups  voip
host    mumble.info
ndpi    Mumble

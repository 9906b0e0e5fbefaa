name    rumble
title   Rumble
groups  video streaming
host    rumble.com rmbl.ws rumble.cloud

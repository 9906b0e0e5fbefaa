name    channel4
title   Channel 4
groups  video streaming
host    channel4.com c4assets.com

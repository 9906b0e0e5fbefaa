name    zee5
title   ZEE5
groups  video streaming
host    zee5.com zee5.in

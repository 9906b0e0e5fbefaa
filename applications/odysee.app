name    odysee
title   Odysee
groups  video streaming
host    odysee.com lbry.com lbry.tv odycdn.com odysee.live

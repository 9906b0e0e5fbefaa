name    small-video
title   Smaller video sites
groups  video streaming
host    bitchute.com odysee.com lbry.com lbry.tv odycdn.com odysee.live bigo.tv bigo.sg bigolive.tv
host    bigoapp.tv popcorn-time.to popcorntime.app popcorntime.io

name    lyft
title   Lyft
groups  travel
host    lyft.com lyft.net lyftmedia.com

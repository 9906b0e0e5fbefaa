name    tubi
title   Tubi
groups  video streaming
host    tubi.tv tubi.io tubitv.com adrise.tv

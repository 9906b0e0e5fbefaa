name    cbs
title   CBS
groups  news video
host    cbs.com cbsnews.com cbssports.com cbsistatic.com cbsnewsstatic.com

name    pbs
title   PBS
groups  news video
host    pbs.org pbskids.org

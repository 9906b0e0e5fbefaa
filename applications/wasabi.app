name    wasabi
title   Wasabi
groups  storage cloud
host    wasabisys.com wasabi.com

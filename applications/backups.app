name    backups
title   Backups elsewhere
groups  storage
host    acronis.com backblaze.com backblazeb2.com carbonite.com crashplan.com code42.com crashplanpro.com
host    idrive.com idrivee2.com wasabisys.com wasabi.com

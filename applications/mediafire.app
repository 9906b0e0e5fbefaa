name    mediafire
title   MediaFire
groups  storage
host    mediafire.com

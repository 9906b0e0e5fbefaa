name    idrive
title   IDrive
groups  storage
host    idrive.com idrivee2.com

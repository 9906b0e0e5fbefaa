name    mega
title   MEGA
groups  storage
host    mega.nz mega.co.nz mega.io mega.app

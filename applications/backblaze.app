name    backblaze
title   Backblaze
groups  storage
host    backblaze.com backblazeb2.com

name    sync-com
title   Sync.com
groups  storage
host    sync.com

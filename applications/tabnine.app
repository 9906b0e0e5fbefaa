name    tabnine
title   Tabnine
groups  ai developer
host    tabnine.com

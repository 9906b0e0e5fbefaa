name    internet-archive
title   Internet Archive
groups  reference storage
host    archive.org archive-it.org openlibrary.org

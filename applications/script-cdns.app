name    script-cdns
title   Libraries for web pages
groups  cdn developer
host    jsdelivr.net jsdelivr.com esm.run unpkg.com jquery.com

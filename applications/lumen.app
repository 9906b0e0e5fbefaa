name    lumen
title   Lumen and Level 3
groups  cdn
host    footprint.net level3.net lumen.com lvl3cdn.net centurylink.net lumencdn.com

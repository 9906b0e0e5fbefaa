name    codeium
title   Windsurf
groups  ai developer
host    codeium.com windsurf.com codeiumdata.com

name    duckduckgo
title   DuckDuckGo
groups  search
host    duckduckgo.com duck.com ddg.gg duck.ai spreadprivacy.com

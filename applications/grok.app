name    grok
title   Grok
groups  ai
host    x.ai grok.com

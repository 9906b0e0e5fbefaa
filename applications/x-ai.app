name    x-ai
title   Grok
groups  ai
host    x.ai grok.com

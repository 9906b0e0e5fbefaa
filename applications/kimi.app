name    kimi
title   Kimi
groups  ai
host    kimi.com moonshot.cn moonshot.ai

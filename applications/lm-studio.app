name    lm-studio
title   LM Studio
groups  ai developer
host    lmstudio.ai

name    stability-ai
title   Stability AI
groups  ai photo
host    stability.ai dreamstudio.ai stablediffusionweb.com

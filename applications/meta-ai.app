name    meta-ai
title   Meta AI
groups  ai
host    meta.ai llama.com llama.meta.com ai.meta.com
ndpi    Facebook

name    model-hosts
title   Hosts of language models
groups  ai developer
host    openrouter.ai together.ai together.xyz replicate.com replicate.delivery fireworks.ai cohere.com
host    cohere.ai groq.com

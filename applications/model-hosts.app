name    model-hosts
title   Hosts of language models
groups  ai developer
host    openrouter.ai together.ai together.xyz replicate.com replicate.delivery fireworks.ai cohere.com
host    cohere.ai groq.com stability.ai dreamstudio.ai stablediffusionweb.com runwayml.com udio.com
host    lmstudio.ai replika.ai replika.com you.com yiyan.baidu.com ernie.baidu.com wenxin.baidu.com
host    codeium.com windsurf.com codeiumdata.com tabnine.com

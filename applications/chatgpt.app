name    chatgpt
title   ChatGPT and OpenAI
groups  ai
host    openai.com chatgpt.com oaistatic.com oaiusercontent.com sora.com openai.org
host    openaiapi-site.azureedge.net chat.com openaicom.imgix.net oaicontent.com

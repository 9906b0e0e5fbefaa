name    ollama
title   Ollama
groups  ai developer
host    ollama.com ollama.ai

name    mistral
title   Mistral
groups  ai
host    mistral.ai

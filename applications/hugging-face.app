name    hugging-face
title   Hugging Face
groups  ai developer
host    huggingface.co hf.co hf.space huggingface.com

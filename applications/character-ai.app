name    character-ai
title   Character.AI
groups  ai chat
host    character.ai c.ai characterai.io

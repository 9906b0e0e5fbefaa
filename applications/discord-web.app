name    discord-web
title   Discord
groups  chat voip social
host    discord.com discordapp.com discordapp.net discord.gg discord.media discordcdn.com discord.gift
host    discordstatus.com discord.dev discord.new discord.co discordsays.com
host    discord-attachments-uploads-prd.storage.googleapis.com
ndpi    Discord

name    minecraft-web
title   Minecraft
groups  game
host    minecraft.net mojang.com minecraft-services.net minecraftservices.com
host    minecraftprod.rtep.msgamestudios.com mojang.net minecraft.com

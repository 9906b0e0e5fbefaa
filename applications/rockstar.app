name    rockstar
title   Rockstar Games
groups  game
host    rockstargames.com rsg.sc rockstarnorth.com gtav.com

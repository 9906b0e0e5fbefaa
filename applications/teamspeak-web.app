name    teamspeak-web
title   TeamSpeak
groups  voip game
host    teamspeak.com teamspeak.de myteamspeak.com teamspeak-systems.de teamspeakusa.com
ndpi    TeamSpeak

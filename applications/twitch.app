name    twitch
title   Twitch
groups  video streaming game
host    twitch.tv twitchcdn.net ttvnw.net jtvnw.net twitchsvc.net twitch.a2z.com ext-twitch.tv
host    live-video.net twitchstatic.com justin.tv
ndpi    Twitch

name    steam-web
title   Steam
groups  game shopping
host    steampowered.com steamcommunity.com steamstatic.com steamcontent.com steamserver.net
host    steamusercontent.com steamgames.com steam-chat.com steamcdn-a.akamaihd.net
host    steamuserimages-a.akamaihd.net steamcommunity-a.akamaihd.net steamstore-a.akamaihd.net
host    steambroadcast.akamaized.net steamvideo-a.akamaihd.net valvesoftware.com steamdeck.com
host    steam.eca.qtlglb.com s.team steampipe.akamaized.net steamchina.com
ndpi    Steam

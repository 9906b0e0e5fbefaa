name    textnow
title   TextNow
groups  voip chat
host    textnow.com textnow.me tncdn.net enflick.com

name    garena
title   Garena
groups  game
host    garena.com garenanow.com freefiremobile.com garena.sg garena.tw garena.vn freefireth.com
host    ggblueshark.com garena.in.th

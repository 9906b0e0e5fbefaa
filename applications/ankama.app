name    ankama
title   Dofus
groups  game
host    ankama.com dofus.com ankama-games.com wakfu.com krosmoz.com
ndpi    Dofus

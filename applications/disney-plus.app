name    disney-plus
title   Disney+
groups  video streaming
host    disneyplus.com disney-plus.net dssott.com bamgrid.com disneystreaming.com dssedge.com
host    cdn.registerdisney.go.com starplus.com disneyplus.disney.co.jp
ndpi    DisneyPlus

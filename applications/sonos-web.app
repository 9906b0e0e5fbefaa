name    sonos-web
title   Sonos
groups  music iot
host    sonos.com sonos.net sonos.radio
ndpi    Sonos

name    torrent-sites
title   BitTorrent sites and trackers
groups  p2p
host    thepiratebay.org piratebay.org 1337x.to yts.mx yts.lt rutracker.org rutracker.cc opentrackr.org
host    stealth.si openbittorrent.com trackerfix.com
ndpi    BitTorrent

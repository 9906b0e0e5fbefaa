name    torrent-clients
title   BitTorrent programs
groups  p2p
host    bittorrent.com utorrent.com qbittorrent.org transmissionbt.com
ndpi    BitTorrent

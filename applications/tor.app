name    tor
title   Tor
groups  vpn proxy
host    torproject.org torproject.net tails.net tails.boum.org onion.ly torproject.com
ndpi    Tor

name    edgecast
title   Edgio, once Edgecast
groups  cdn
host    edgecastcdn.net edgecast.com systemcdn.net edgecastdns.net alphacdn.net betacdn.net gammacdn.net
host    transactcdn.net v0cdn.net v2cdn.net v3cdn.net v4cdn.net v5cdn.net vdms.io edgio.net edg.io nucdn.net
ndpi    Edgecast

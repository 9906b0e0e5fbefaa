name    tailscale-web
title   Tailscale
groups  vpn
host    tailscale.com tailscale.io ts.net tailscale.dev
ndpi    Tailscale

name    cloudflare-tunnel
title   Cloudflare Tunnel
groups  remote-access developer tunnel
host    trycloudflare.com argotunnel.com cfargotunnel.com
ndpi    Cloudflare

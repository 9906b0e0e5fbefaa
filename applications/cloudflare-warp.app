name    cloudflare-warp
title   Cloudflare WARP
groups  vpn
host    cloudflareclient.com cloudflare-gateway.com cloudflareaccess.com cloudflarewarp.com
ndpi    CloudflareWarp

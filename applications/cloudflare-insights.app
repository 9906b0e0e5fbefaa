name    cloudflare-insights
title   Cloudflare Web Analytics
groups  analytics
host    cloudflareinsights.com radar.cloudflare.com
ndpi    Cloudflare

name    cloudflare-speed
title   Cloudflare speed test
groups  speed-test
host    speed.cloudflare.com
ndpi    Cloudflare

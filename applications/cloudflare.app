name    cloudflare
title   Cloudflare
groups  cdn cloud
host    cloudflare.com cloudflare.net cloudflarestream.com cloudflarestorage.com workers.dev pages.dev
host    cloudflarestatus.com cloudflareapi.com r2.dev cloudflare-ipfs.com cloudflare-ech.com
host    cloudflareimages.com imagedelivery.net cf-ns.com cloudflareresolve.com cloudflaressl.com
host    cloudflareapps.com videodelivery.net cloudflare.tv
ndpi    Cloudflare

name    icloud-private-relay
title   iCloud Private Relay
groups  vpn proxy
host    mask.icloud.com mask-h2.icloud.com mask-api.icloud.com mask-t.apple-dns.net mask.apple-dns.net
host    mask-canary.icloud.com mask-api.fe.apple-dns.net
ndpi    iCloudPrivateRelay

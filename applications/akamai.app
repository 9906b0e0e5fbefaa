name    akamai
title   Akamai
groups  cdn
host    akamai.com akamai.net akamaihd.net akamaized.net akamaiedge.net akamaitechnologies.com akadns.net
host    edgekey.net edgesuite.net akamaistream.net akam.net akamai-staging.net edgekey-staging.net
host    akamaized-staging.net edgesuite-staging.net srip.net akastream.net go-mpulse.net akstat.io
host    akacrypto.net akasecure.net akaquill.net

name    web-analytics
title   Analytics of web pages
groups  analytics
host    plausible.io usefathom.com goatcounter.com chartbeat.com chartbeat.net heap.io heapanalytics.com
host    fullstory.com matomo.cloud matomo.org piwik.pro innocraft.cloud optimizely.com episerver.net
host    imrworldwide.com nielsen.com exelator.com nlsn.com cloudflareinsights.com radar.cloudflare.com
ndpi    ADS_Analytic_Track Cloudflare

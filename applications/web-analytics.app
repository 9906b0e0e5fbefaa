name    web-analytics
title   Analytics of web pages
groups  analytics
host    plausible.io usefathom.com goatcounter.com chartbeat.com chartbeat.net heap.io heapanalytics.com
host    fullstory.com matomo.cloud matomo.org piwik.pro innocraft.cloud optimizely.com episerver.net
ndpi    ADS_Analytic_Track

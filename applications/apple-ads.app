name    apple-ads
title   Apple Search Ads
groups  advertising
host    iadsdk.apple.com searchads.apple.com adattributionkit.apple.com skadnetwork.apple.com iad.apple.com
host    api-adservices.apple.com
ndpi    Apple ADS_Analytic_Track

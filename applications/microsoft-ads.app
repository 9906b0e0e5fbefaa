name    microsoft-ads
title   Microsoft Advertising
groups  advertising
host    ads.microsoft.com bat.bing.com msads.net bat.r.msn.com bingads.microsoft.com atdmt.com clarity.ms
host    c.bing.com ads.msn.com
ndpi    Microsoft ADS_Analytic_Track

name    amazon-ads
title   Amazon advertising
groups  advertising
host    amazon-adsystem.com advertising.amazon.com assoc-amazon.com mads.amazon.com ads.amazon.com
host    firs-ta-g7g.amazon.com fls-na.amazon.com fls-eu.amazon.com fls-fe.amazon.com unagi.amazon.com
host    unagi-na.amazon.com unagi-eu.amazon.com device-metrics-us.amazon.com device-metrics-us-2.amazon.com
ndpi    Amazon ADS_Analytic_Track

name    hotjar
title   Hotjar
groups  analytics
host    hotjar.com hotjar.io contentsquare.net contentsquare.com clicktale.net
ndpi    ADS_Analytic_Track

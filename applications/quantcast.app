name    quantcast
title   Quantcast
groups  advertising analytics
host    quantserve.com quantcount.com quantcast.com quantcast.mgr.consensu.org
ndpi    ADS_Analytic_Track

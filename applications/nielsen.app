name    nielsen
title   Nielsen
groups  analytics
host    imrworldwide.com nielsen.com exelator.com nlsn.com
ndpi    ADS_Analytic_Track

name    outbrain
title   Outbrain
groups  advertising
host    outbrain.com outbrainimg.com zemanta.com ligatus.com visualrevenue.com
ndpi    ADS_Analytic_Track

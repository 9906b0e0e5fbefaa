name    criteo
title   Criteo
groups  advertising
host    criteo.com criteo.net hlserve.com criteo.fr emailretargeting.com
ndpi    ADS_Analytic_Track

name    adjust
title   Adjust
groups  analytics advertising
host    adjust.com adjust.io adj.st adjust.net.in adjust.world go.link
ndpi    ADS_Analytic_Track

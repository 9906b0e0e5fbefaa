name    vungle
title   Vungle and Liftoff
groups  advertising
host    vungle.com liftoff.io vungle.io liftoff-creatives.io vungle.akadns.net
ndpi    ADS_Analytic_Track

name    xandr
title   Xandr and AppNexus
groups  advertising
host    adnxs.com adnxs-simple.com appnexus.com yieldoptimizer.com xandr.com ib-ibi.com
ndpi    ADS_Analytic_Track

name    applovin
title   AppLovin
groups  advertising
host    applovin.com applvn.com safedk.com
ndpi    ADS_Analytic_Track

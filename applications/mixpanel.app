name    mixpanel
title   Mixpanel
groups  analytics
host    mixpanel.com mxpnl.com
ndpi    ADS_Analytic_Track

name    appsflyer
title   AppsFlyer
groups  analytics advertising
host    appsflyer.com appsflyersdk.com onelink.me appsflyer-cn.com
ndpi    ADS_Analytic_Track

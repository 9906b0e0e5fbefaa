name    pangle
title   Pangle
groups  advertising
host    pangle.io pangleglobal.com pangolin-sdk-toutiao.com pangolin-sdk-toutiao-b.com pangle-ads.com
host    pglstatp-toutiao.com pangle.cn
ndpi    ADS_Analytic_Track

name    the-trade-desk
title   The Trade Desk
groups  advertising
host    adsrvr.org thetradedesk.com adsrvr.cn
ndpi    ADS_Analytic_Track

name    google-analytics
title   Google Analytics
groups  analytics
host    google-analytics.com googletagmanager.com app-measurement.com analytics.google.com urchin.com
host    googleoptimize.com app-analytics-services.com app-analytics-services-att.com
host    analytics.googleapis.com tagmanager.google.com
ndpi    ADS_Analytic_Track Google GoogleServices

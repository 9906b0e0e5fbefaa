name    amplitude
title   Amplitude
groups  analytics
host    amplitude.com
ndpi    ADS_Analytic_Track

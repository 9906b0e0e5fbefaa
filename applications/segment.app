name    segment
title   Segment
groups  analytics
host    segment.com segment.io
ndpi    ADS_Analytic_Track

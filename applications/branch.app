name    branch
title   Branch
groups  analytics advertising
host    branch.io app.link bnc.lt
ndpi    ADS_Analytic_Track

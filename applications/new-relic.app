name    new-relic
title   New Relic
groups  analytics developer
host    newrelic.com nr-data.net nr-assets.net
ndpi    ADS_Analytic_Track

name    taboola
title   Taboola
groups  advertising
host    taboola.com taboolasyndication.com basebanner.com
ndpi    ADS_Analytic_Track

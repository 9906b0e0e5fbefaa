name    scorecard
title   Comscore
groups  analytics
host    scorecardresearch.com comscore.com voicefive.com zqtk.net
ndpi    ADS_Analytic_Track

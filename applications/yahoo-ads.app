name    yahoo-ads
title   Yahoo advertising
groups  advertising
host    advertising.com adtechus.com ads.yahoo.com gemini.yahoo.com btrll.com adap.tv nexage.com flurry.com
host    millennialmedia.com yieldmanager.com ybp.yahoo.com vidible.tv
ndpi    ADS_Analytic_Track Yahoo

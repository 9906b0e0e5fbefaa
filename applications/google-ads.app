name    google-ads
title   Google advertising
groups  advertising
host    doubleclick.net googlesyndication.com googleadservices.com googletagservices.com
host    adservice.google.com 2mdn.net admob.com adsense.com adsensecustomsearchads.com ads.google.com
host    adwords.google.com invitemedia.com doubleclick.com ads.youtube.com adservice.google.de
host    adservice.google.fr adservice.google.it adservice.google.es adservice.google.co.uk
host    adservice.google.nl adservice.google.pl adservice.google.ca adservice.google.ch adservice.google.at
host    adservice.google.be adservice.google.se adservice.google.dk adservice.google.no adservice.google.fi
host    adservice.google.pt adservice.google.ie adservice.google.cz adservice.google.ro adservice.google.hu
host    adservice.google.gr adservice.google.co.in adservice.google.co.jp adservice.google.com.au
host    adservice.google.com.br adservice.google.com.mx adservice.google.com.tr
ndpi    ADS_Analytic_Track Google GoogleServices

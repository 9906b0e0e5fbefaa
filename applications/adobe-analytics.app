name    adobe-analytics
title   Adobe Analytics
groups  analytics advertising
host    omtrdc.net 2o7.net demdex.net everesttech.net adobedtm.com adobedc.net adobetag.com tubemogul.com
host    marketo.net marketo.com mktoresp.com efficientfrontier.com adobetarget.com
ndpi    ADS_Analytic_Track

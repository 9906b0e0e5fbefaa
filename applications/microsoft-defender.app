name    microsoft-defender
title   Microsoft Defender
groups  security
host    wdcp.microsoft.com wdcpalt.microsoft.com wd.microsoft.com smartscreen.microsoft.com
host    smartscreen-prod.microsoft.com urs.microsoft.com checkappexec.microsoft.com security.microsoft.com
host    securitycenter.windows.com
ndpi    Microsoft

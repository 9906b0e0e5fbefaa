name    windows-365
title   Windows 365 and Azure Virtual Desktop
groups  remote-access
host    wvd.microsoft.com windows365.microsoft.com cloudpc.microsoft.com windows.cloud.microsoft
ndpi    Microsoft

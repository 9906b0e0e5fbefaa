name    microsoft-telemetry
title   Microsoft telemetry
groups  telemetry
host    data.microsoft.com telemetry.microsoft.com watson.microsoft.com aria.microsoft.com
host    applicationinsights.microsoft.com applicationinsights.azure.com applicationinsights.io
host    dc.services.visualstudio.com appcenter.ms hockeyapp.net monitor.azure.com
ndpi    Microsoft Skype_Teams

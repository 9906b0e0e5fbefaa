name    microsoft-365
title   Microsoft 365
groups  office
host    office.com office365.com office.net office.microsoft.com microsoftonline.com microsoft365.com
host    office365.us office.live.com officeapps.live.com sway.com officecdn.microsoft.com cloud.microsoft
host    onenote.com onenote.net outlookmobile.com svc.ms officeppe.com forms.microsoft.com
host    loop.microsoft.com
ndpi    Microsoft365

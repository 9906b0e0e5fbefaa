name    copilot
title   Microsoft Copilot
groups  ai
host    copilot.microsoft.com copilot.cloud.microsoft sydney.bing.com edgeservices.bing.com m365copilot.com
host    designer.microsoft.com
ndpi    Microsoft

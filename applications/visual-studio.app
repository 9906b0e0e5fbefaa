name    visual-studio
title   Visual Studio
groups  developer
host    visualstudio.com visualstudio.microsoft.com vsassets.io vo.msecnd.net
ndpi    Microsoft Azure

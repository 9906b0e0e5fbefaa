name    azure-devops
title   Azure DevOps
groups  developer version-control
host    dev.azure.com
ndpi    Azure Microsoft

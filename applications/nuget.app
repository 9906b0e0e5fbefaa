name    nuget
title   NuGet
groups  developer update
host    nuget.org nugettest.org
ndpi    Azure

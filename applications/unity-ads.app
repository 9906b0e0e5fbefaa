name    unity-ads
title   Unity Ads
groups  advertising
host    unityads.unity3d.com unityads.unitychina.cn iads.unity3d.com applifier.com
ndpi    ADS_Analytic_Track

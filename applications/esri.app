name    esri
title   Esri ArcGIS
groups  maps developer
host    arcgis.com arcgisonline.com esri.com

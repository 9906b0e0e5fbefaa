name    sap-web
title   SAP
groups  office cloud
host    sap.com successfactors.com ondemand.com concursolutions.com sapcloud.io ariba.com concur.com
host    fieldglass.net sap-ag.de successfactors.eu sapsf.com sapsf.eu

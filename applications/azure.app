name    azure
title   Microsoft Azure
groups  cloud
host    azure.com azure.net windows.net azureedge.net azurewebsites.net cloudapp.net azure-api.net
host    azurefd.net azurecontainer.io azurecr.io azure-devices.net azurestaticapps.net azurehdinsight.net
host    azure-dns.com azure-mobile.net msidentity.com usgovcloudapi.net chinacloudapi.cn
host    azure-automation.net azure.cn azureml.ms
ndpi    Azure

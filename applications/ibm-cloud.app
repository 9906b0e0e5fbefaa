name    ibm-cloud
title   IBM
groups  cloud office
host    ibm.com ibmcloud.com softlayer.com bluemix.net s81c.com appdomain.cloud ibmmarketingcloud.com
host    mybluemix.net lotuslive.com

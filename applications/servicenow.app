name    servicenow
title   ServiceNow
groups  office
host    servicenow.com service-now.com servicenowservices.com

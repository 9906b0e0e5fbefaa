name    salesforce
title   Salesforce
groups  office cloud
host    salesforce.com force.com salesforceliveagent.com sfdcstatic.com salesforce-communities.com
host    visualforce.com lightning.com documentforce.com sfdc.net exacttarget.com exct.net pardot.com
host    demandware.net demandware.com salesforce-sites.com my.site.com sfdcfc.net salesforce-experience.com
host    trailhead.com salesforce-scrt.com krxd.net
ndpi    Salesforce

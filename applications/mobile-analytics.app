name    mobile-analytics
title   Analytics of mobile programs
groups  analytics
host    leanplum.com clevertap.com clevertap-prod.com wzrkt.com moengage.com localytics.com apptimize.com
host    airship.com urbanairship.com asnapieu.com capptain.com crittercism.com apteligent.com kochava.com
host    smart.link singular.net sng.link apsalar.com instabug.com umeng.com umengcloud.com umeng.co
host    braze.com appboy.com braze.eu appboy-images.com appboycdn.com bugsnag.com
ndpi    ADS_Analytic_Track

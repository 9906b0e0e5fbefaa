name    webex
title   Webex
groups  voip video office
host    webex.com wbx2.com webexcontent.com webex.com.cn ciscospark.com webexapis.com webexgov.us
host    webexconnect.com
ndpi    Webex

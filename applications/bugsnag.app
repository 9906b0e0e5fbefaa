name    bugsnag
title   Bugsnag
groups  analytics developer
host    bugsnag.com

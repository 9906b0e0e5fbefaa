name    launchdarkly
title   LaunchDarkly
groups  developer analytics
host    launchdarkly.com

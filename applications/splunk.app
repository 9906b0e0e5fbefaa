name    splunk
title   Splunk
groups  security developer
host    splunk.com splunkcloud.com signalfx.com

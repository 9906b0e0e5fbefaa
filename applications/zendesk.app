name    zendesk
title   Zendesk
groups  office
host    zendesk.com zdassets.com zopim.com zdusercontent.com zendesk-staging.com zendesk-eu.my.sentry.io

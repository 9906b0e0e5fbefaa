name    sentry
title   Sentry
groups  analytics developer
host    sentry.io sentry-cdn.com getsentry.com

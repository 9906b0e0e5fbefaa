name    snyk
title   Snyk
groups  developer security
host    snyk.io

name    sign-in-services
title   Signing in for others
groups  authentication
host    onelogin.com pingidentity.com pingone.com pingone.eu

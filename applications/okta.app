name    okta
title   Okta
groups  authentication
host    okta.com oktacdn.com okta-emea.com oktapreview.com okta-gov.com

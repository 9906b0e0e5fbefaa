name    auth0
title   Auth0
groups  authentication
host    auth0.com auth0usercontent.com

name    onelogin
title   OneLogin
groups  authentication
host    onelogin.com

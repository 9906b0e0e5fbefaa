name    lastpass
title   LastPass
groups  security
host    lastpass.com lastpass.eu

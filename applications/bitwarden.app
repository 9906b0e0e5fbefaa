name    bitwarden
title   Bitwarden
groups  security
host    bitwarden.com bitwarden.net bitwarden.eu bitwarden.pw

name    1password
title   1Password
groups  security
host    1password.com 1password.ca 1password.eu 1passwordusercontent.com agilebits.com 1passwordservices.com

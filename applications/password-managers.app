name    password-managers
title   Password managers
groups  security
host    1password.com 1password.ca 1password.eu 1passwordusercontent.com agilebits.com 1passwordservices.com
host    bitwarden.com bitwarden.net bitwarden.eu bitwarden.pw dashlane.com lastpass.com lastpass.eu

name    f-secure
title   F-Secure
groups  security
host    f-secure.com fsapi.com withsecure.com

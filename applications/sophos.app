name    sophos
title   Sophos
groups  security
host    sophos.com sophosupd.com sophosxl.net sophosupd.net astaro.com

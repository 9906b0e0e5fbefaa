name    gps-assist
title   Assisted GPS
groups  maps
host    gpsonextra.net izatcloud.net supl.google.com supl.qxwz.com xtracloud.net u-blox.com

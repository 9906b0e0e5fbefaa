name    private-internet-access
title   Private Internet Access
groups  vpn
host    privateinternetaccess.com privacy.network
ndpi    PrivateInternetAccess

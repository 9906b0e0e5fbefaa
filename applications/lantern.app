name    lantern
title   Lantern
groups  vpn proxy
host    getlantern.org lantern.io iantem.io flashlightproxy.com

name    small-vpns
title   Smaller VPN services
groups  vpn
host    airvpn.org airdns.org astrill.com atlasvpn.com secureline.avast.com betternet.co freevpn.us hide.me
host    hideservers.net hidemyass.com hma.com hmageo.com ipvanish.com stackpathvpn.com ivpn.net
host    getlantern.org lantern.io iantem.io flashlightproxy.com getoutline.org outline-vpn.com torguard.net
host    torguard.com turbovpn.com turbovpn.co inconnecting.com urban-vpn.com urbanvpn.com vyprvpn.com
host    goldenfrog.com goldenfrog.biz purevpn.com pointtoserver.com purevpn.net gaditek.com

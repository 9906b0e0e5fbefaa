name    doh
title   Public DNS resolvers
groups  naming
host    dns.google dns.google.com 8888.google one.one.one.one cloudflare-dns.com dns.cloudflare.com
host    quad9.net nextdns.io dns.adguard.com adguard-dns.com adguard-dns.io doh.opendns.com doh.umbrella.com
host    cleanbrowsing.org dns.mullvad.net doh.mullvad.net doh.xfinity.com dns.switch.ch
host    dns.digitale-gesellschaft.ch doh.appliedprivacy.net applied-privacy.net libredns.gr dns.sb doh.pub
host    dot.pub dns.alidns.com doh.360.cn dot.360.cn dns.pub doh.powerdns.org doh.ffmuc.net dot.ffmuc.net
host    doh.seby.io doh-2.seby.io doh.crypto.sx doh.dnslify.com doh.bortzmeyer.fr dns.aa.net.uk odvr.nic.cz
host    doh.tiar.app dot.tiar.app jp.tiar.app jp.tiarap.org doh.tiarap.org doh.li dns.snopyta.org
host    dnscrypt.ca alekberg.net rdns.faelix.net resolver-eu.lelux.fi dns.dnshome.de ibksturm.synology.me
host    jarjar.meganerd.nl rumpelsepp.org controld.com dns0.eu dns.njal.la dns.ahadns.com ahadns.net
host    dnsforge.de dnsforfamily.com comss.one rethinkdns.com doh.cox.net doh.centurylink.net
host    wikimedia-dns.org doh.apple.com dns.umbrella.com kaitain.restena.lu dns.twnic.tw rubyfish.cn
host    blahdns.com uncensoreddns.org doh.sb familyshield.opendns.com doh.quickline.ch dns.oszx.co
host    dns.pumplex.com
alpn    dot doq
ndpi    DoH_DoT

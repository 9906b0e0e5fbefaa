name    citrix-web
title   Citrix
groups  remote-access office
host    citrix.com citrixonline.com sharefile.com citrixdata.com cloud.com xendesktop.net nssvc.net
host    citrix.net sharefile.eu citrixnetworkapi.net sf-cdn.net
ndpi    Citrix

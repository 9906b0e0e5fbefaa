name    palo-alto
title   Palo Alto Networks
groups  vpn security
host    paloaltonetworks.com gpcloudservice.com prismaaccess.com panw.com demisto.com globalprotect.com

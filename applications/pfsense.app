name    pfsense
title   pfSense
groups  update networking
host    pfsense.org netgate.com

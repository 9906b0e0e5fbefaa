name    google-safe-browsing
title   Google Safe Browsing
groups  security
host    safebrowsing.googleapis.com safebrowsing.google.com sb-ssl.google.com safebrowsing-cache.google.com
host    webrisk.googleapis.com
ndpi    GoogleServices Google

name    google-connectivity
title   Android connectivity check
groups  operating-system
host    connectivitycheck.gstatic.com connectivitycheck.android.com clients3.google.com clients1.google.com
ndpi    Google

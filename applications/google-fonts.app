name    google-fonts
title   Google Fonts
groups  cdn
host    fonts.googleapis.com fonts.gstatic.com fonts.google.com
ndpi    GoogleServices Google

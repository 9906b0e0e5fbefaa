name    google-translate
title   Google Translate
groups  reference
host    translate.google.com translate.googleapis.com translate-pa.googleapis.com translate.goog
ndpi    Google GoogleServices

name    crashlytics
title   Firebase Crashlytics
groups  analytics developer
host    crashlytics.com crashlyticsreports-pa.googleapis.com fabric.io firebaselogging-pa.googleapis.com
host    firebaselogging.googleapis.com
ndpi    Crashlytics GoogleServices

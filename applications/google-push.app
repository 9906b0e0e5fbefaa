name    google-push
title   Firebase Cloud Messaging
groups  push
host    mtalk.google.com mtalk4.google.com fcm.googleapis.com fcmregistrations.googleapis.com
host    gcm-http.googleapis.com android.apis.google.com fcmtoken.googleapis.com alt1-mtalk.google.com
host    alt2-mtalk.google.com alt3-mtalk.google.com alt4-mtalk.google.com alt5-mtalk.google.com
host    alt6-mtalk.google.com alt7-mtalk.google.com alt8-mtalk.google.com
ndpi    GoogleServices

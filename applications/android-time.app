name    android-time
title   Android time
groups  time
host    time.android.com time.google.com time1.google.com time2.google.com time3.google.com time4.google.com
ndpi    Google

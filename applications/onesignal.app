name    onesignal
title   OneSignal
groups  push analytics
host    onesignal.com os.tc

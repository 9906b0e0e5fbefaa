name    apple-push
title   Apple Push Notification service
groups  messaging
host    push.apple.com
ndpi    ApplePush

name    apple-push
title   Apple Push Notification service
groups  push
host    push.apple.com courier-push-apple.com.akadns.net
alpn    apns-security-v3 apns-security-v2 apns-pack-v1
ndpi    ApplePush

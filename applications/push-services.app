name    push-services
title   Push services
groups  push
host    jpush.cn jiguang.cn jpush.io getui.com getui.net igexin.com gepush.com pushwoosh.com pusher.com
host    pusherapp.com ably.io ably.com ably-realtime.com pubnub.com pubnub.net pndsn.com pubnubapi.com
host    onesignal.com os.tc

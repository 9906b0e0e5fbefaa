name    messenger
title   Facebook Messenger
groups  chat voip
host    messenger.com m.me mqtt-mini.facebook.com edge-chat.facebook.com turner.facebook
host    edge-mqtt.facebook.com mqtt.facebook.com gateway.facebook.com
ndpi    FacebookMessenger FacebookVoip Facebook

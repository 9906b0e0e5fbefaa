name    rocket-chat
title   Rocket.Chat
groups  chat office
host    rocket.chat

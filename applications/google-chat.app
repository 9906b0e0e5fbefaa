name    google-chat
title   Google Chat
groups  chat office
host    chat.google.com chat.googleapis.com dynamite-pa.googleapis.com
ndpi    GoogleChat

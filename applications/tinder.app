name    tinder
title   Tinder
groups  dating
host    tinder.com gotinder.com tindersparks.com tinderwebrtc.com

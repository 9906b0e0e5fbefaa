name    itunes
title   iTunes
groups  music video streaming
host    itunes.apple.com itunes.com itunes-apple.com.akadns.net phobos.apple.com
ndpi    AppleiTunes AppleStore

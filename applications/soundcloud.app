name    soundcloud
title   SoundCloud
groups  music streaming
host    soundcloud.com sndcdn.com soundcloud.app.goo.gl snd.sc s-cloud.net
ndpi    SoundCloud

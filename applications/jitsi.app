name    jitsi
title   Jitsi Meet
groups  voip video
host    jitsi.org jit.si jitsi.net

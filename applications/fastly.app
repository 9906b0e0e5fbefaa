name    fastly
title   Fastly
groups  cdn
host    fastly.net fastly.com fastlylb.net fastly-edge.com fastlylabs.com edgecompute.app fastlydns.net
host    fsly.net glitch.me

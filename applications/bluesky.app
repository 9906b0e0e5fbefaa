name    bluesky
title   Bluesky
groups  social
host    bsky.app bsky.social bsky.network bsky.chat atproto.com blueskyweb.xyz
ndpi    Bluesky

name    mastodon
title   Mastodon
groups  social
host    mastodon.social mastodon.online joinmastodon.org mstdn.social mas.to fosstodon.org mstdn.jp
host    mastodon.world hachyderm.io infosec.exchange techhub.social mastodon.cloud pawoo.net chaos.social
host    mastodon.xyz mstdn.ca
ndpi    Mastodon

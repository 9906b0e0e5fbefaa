name    snapchat
title   Snapchat
groups  social chat photo
host    snapchat.com snap.com sc-cdn.net sc-static.net sc-gw.com sc-jpl.com snapkit.com snapads.com
host    impala-media-production.s3.amazonaws.com feelinsonice-hrd.appspot.com feelinsonice.appspot.com
host    feelinsonice.com bitmoji.com snap-dev.net addlive.io
ndpi    Snapchat SnapchatCall

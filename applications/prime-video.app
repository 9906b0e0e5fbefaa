name    prime-video
title   Amazon Prime Video
groups  video streaming
host    primevideo.com amazonvideo.com aiv-cdn.net aiv-delivery.net pv-cdn.net atv-ps.amazon.com
host    atv-ext.amazon.com atv-ps-eu.amazon.com atv-ps-fe.amazon.com atv-ps-eu.amazon.co.uk
host    aiv-cdn.net.c.footprint.net amazonprimevideo.com d25xi40x97liuc.cloudfront.net
host    dmqdd6hw24ucf.cloudfront.net dfhcvl9r0ug6.cloudfront.net video.a2z.com pv.amazon.com
ndpi    AmazonVideo

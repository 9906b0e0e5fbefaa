name    zscaler
title   Zscaler
groups  vpn security
host    zscaler.com zscaler.net zscalerone.net zscalertwo.net zscloud.net zscalerthree.net zpath.net
host    zscalerbeta.net zscalergov.net zpabeta.net zscalergov.us

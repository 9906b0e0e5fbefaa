name    lg
title   LG
groups  operating-system
host    lge.com lgtvsdp.com lgappstv.com lgsmartad.com lgthinq.com lgeapi.com lg.com lgtvcommon.com
host    lgsmartplatform.com

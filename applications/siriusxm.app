name    siriusxm
title   SiriusXM
groups  music streaming
host    siriusxm.com siriusxm.ca siriusxm.tech sxm.com
ndpi    SiriusXMRadio

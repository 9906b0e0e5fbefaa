name    tunein
title   TuneIn
groups  music streaming
host    tunein.com radiotime.com tunein.streamguys1.com tunein.cloud
ndpi    TuneIn

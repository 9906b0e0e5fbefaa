name    qobuz
title   Qobuz
groups  music streaming
host    qobuz.com

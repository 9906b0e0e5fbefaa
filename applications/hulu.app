name    hulu
title   Hulu
groups  video streaming
host    hulu.com huluim.com hulustream.com huluad.com hulu.jp huluqa.com hulumail.com
ndpi    Hulu

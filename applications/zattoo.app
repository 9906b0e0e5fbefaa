name    zattoo
title   Zattoo
groups  video streaming
host    zattoo.com zahs.tv zattosecurehd2-f.akamaihd.net zattic.com zattoo.net
ndpi    Zattoo

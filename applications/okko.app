name    okko
title   Okko
groups  video streaming
host    okko.tv

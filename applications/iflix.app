name    iflix
title   iflix
groups  video streaming
host    iflix.com iflix.io iflix.net
ndpi    IFLIX

name    waipu
title   waipu.tv
groups  video streaming
host    waipu.tv exaring.net wpstr.tv

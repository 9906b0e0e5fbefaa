name    rakuten-tv
title   Rakuten TV
groups  video streaming
host    rakuten.tv wuaki.tv

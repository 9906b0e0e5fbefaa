name    youku
title   Youku
groups  video streaming
host    youku.com ykimg.com tudou.com soku.com youku.tv tdimg.com

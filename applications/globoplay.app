name    globoplay
title   Globo
groups  video news
host    globo.com glbimg.com globoi.com

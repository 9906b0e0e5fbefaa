name    pcloud
title   pCloud
groups  storage
host    pcloud.com pcloud.link pc.cd

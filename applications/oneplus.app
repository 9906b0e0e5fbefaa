name    oneplus
title   OnePlus
groups  operating-system
host    oneplus.com oneplus.cn oneplus.net

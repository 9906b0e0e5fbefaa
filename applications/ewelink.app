name    ewelink
title   eWeLink
groups  iot
host    ewelink.cc coolkit.cc coolkit.cn itead.cc

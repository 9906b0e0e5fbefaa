name    tesla
title   Tesla
groups  iot
host    tesla.com teslamotors.com tesla.services tesla.cn teslamotors.cn
ndpi    TeslaServices

name    mi-home
title   Mi Home
groups  iot
host    io.mi.com iot.mi.com home.mi.com
ndpi    Xiaomi

name    vivo
title   vivo
groups  operating-system
host    vivo.com vivo.com.cn vivoglobal.com vivo.xyz bbkelectronics.com iqoo.com vivostore.in

name    phone-makers
title   Makers of telephones
groups  operating-system
host    motorola.com motorola-hub.com svcmot.com blurdev.com oneplus.com oneplus.cn oneplus.net oppo.com
host    oppomobile.com heytap.com heytapmobi.com heytapdl.com coloros.com allawnos.com heytapimage.com
host    heytapmobile.com opposhop.cn nearme.com.cn allawntech.com wanyol.com oppo.cn realme.com vivo.com
host    vivo.com.cn vivoglobal.com vivo.xyz bbkelectronics.com iqoo.com vivostore.in

name    oppo
title   OPPO
groups  operating-system
host    oppo.com oppomobile.com heytap.com heytapmobi.com heytapdl.com coloros.com allawnos.com
host    heytapimage.com heytapmobile.com opposhop.cn nearme.com.cn allawntech.com wanyol.com oppo.cn

name    ard
title   ARD
groups  news video
host    ard.de ardmediathek.de tagesschau.de daserste.de wdr.de ndr.de br.de swr.de mdr.de hr.de
host    rbb-online.de

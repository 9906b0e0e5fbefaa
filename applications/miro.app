name    miro
title   Miro
groups  office
host    miro.com realtimeboard.com miro-apps.com mirostatic.com

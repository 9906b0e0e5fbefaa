name    csdn
title   CSDN
groups  developer
host    csdn.net csdnimg.cn

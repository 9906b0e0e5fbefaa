name    check-point
title   Check Point
groups  security
host    checkpoint.com zonealarm.com checkpoint.cn

name    sohu
title   Sohu
groups  news video
host    sohu.com itc.cn sohucs.com sohu.com.cn sohuno.com

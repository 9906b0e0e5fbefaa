name    lenovo
title   Lenovo
groups  operating-system update
host    lenovo.com lenovo.com.cn lenovomm.com lenovo.cn

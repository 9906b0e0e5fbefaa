name    meituan
title   Meituan
groups  shopping food
host    meituan.com meituan.net dianping.com dpfile.com sankuai.com mykeeta.com

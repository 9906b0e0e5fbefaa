name    msn
title   MSN
groups  news
host    msn.com msn.cn a-msn.com s-msn.com
ndpi    Microsoft

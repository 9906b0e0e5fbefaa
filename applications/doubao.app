name    doubao
title   Doubao
groups  ai
host    doubao.com

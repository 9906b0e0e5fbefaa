name    sogou
title   Sogou
groups  search
host    sogou.com sogoucdn.com sogo.com

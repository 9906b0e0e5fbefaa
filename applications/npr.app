name    npr
title   NPR
groups  news
host    npr.org

name    substack
title   Substack
groups  news social
host    substack.com substackcdn.com

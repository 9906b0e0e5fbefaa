name    hacker-news
title   Hacker News
groups  news developer
host    ycombinator.com

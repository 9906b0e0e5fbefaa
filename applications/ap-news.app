name    ap-news
title   Associated Press
groups  news
host    apnews.com ap.org

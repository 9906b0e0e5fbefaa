name    google-news
title   Google News
groups  news
host    news.google.com newsstand.google.com
ndpi    Google

name    news-readers
title   News readers
groups  news
host    flipboard.com flip.it smartnews.com feedly.com newsbreak.com newsbreakapp.com

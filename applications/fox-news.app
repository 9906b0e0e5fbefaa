name    fox-news
title   Fox News
groups  news video
host    foxnews.com foxbusiness.com fox.com foxsports.com fncstatic.com foxnation.com fox.tv

name    yahoo-japan
title   Yahoo! Japan
groups  web news
host    yahoo.co.jp yimg.jp yahooapis.jp storage-yahoo.jp yahoo.jp

name    rakuten
title   Rakuten
groups  shopping
host    rakuten.co.jp rakuten.com r10s.jp rakuten.jp rakuten-static.com rakuten.ne.jp rakuten-bank.co.jp
host    rakuten.net rakuten.de

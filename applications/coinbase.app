name    coinbase
title   Coinbase
groups  finance crypto-currency
host    coinbase.com cbhq.net base.org

name    binance
title   Binance
groups  finance crypto-currency
host    binance.com binance.us bnbstatic.com binance.info binance.org binance.vision binanceapi.com
host    bnbchain.org binance.me binance.cloud

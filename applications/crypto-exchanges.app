name    crypto-exchanges
title   Exchanges of crypto currencies
groups  finance crypto-currency
host    kraken.com kucoin.com okx.com bybit.com bitfinex.com crypto.com huobi.com htx.com bitstamp.net
host    coinmarketcap.com coingecko.com

name    brokers
title   Brokers
groups  finance
host    robinhood.com schwab.com tdameritrade.com fidelity.com interactivebrokers.com ibkr.com etoro.com
host    traderepublic.com metaquotes.net mql5.com metatrader4.com metatrader5.com metaquotes.com
host    tradingview.com

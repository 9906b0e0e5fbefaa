name    brokers
title   Brokers
groups  finance
host    robinhood.com schwab.com tdameritrade.com fidelity.com interactivebrokers.com ibkr.com etoro.com
host    traderepublic.com

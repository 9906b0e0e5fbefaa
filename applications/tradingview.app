name    tradingview
title   TradingView
groups  finance
host    tradingview.com

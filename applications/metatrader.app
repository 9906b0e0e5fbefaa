name    metatrader
title   MetaTrader
groups  finance
host    metaquotes.net mql5.com metatrader4.com metatrader5.com metaquotes.com

name    monero-web
title   Monero
groups  crypto-currency
host    getmonero.org xmrchain.net moneroworld.com
ndpi    Monero

name    mining-pools
title   Mining pools
groups  crypto-currency
host    f2pool.com antpool.com nicehash.com ethermine.org nanopool.org supportxmr.com minexmr.com
host    2miners.com viabtc.com poolin.com slushpool.com braiins.com hashvault.pro moneroocean.stream
host    hiveon.com unmineable.com xmrig.com coinhive.com coin-hive.com crypto-loot.com minergate.com
host    xmrpool.eu dwarfpool.com herominers.com sparkpool.com
ndpi    Mining

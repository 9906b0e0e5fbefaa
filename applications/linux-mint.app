name    linux-mint
title   Linux Mint
groups  update operating-system
host    linuxmint.com

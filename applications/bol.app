name    bol
title   bol
groups  shopping
host    bol.com s-bol.com

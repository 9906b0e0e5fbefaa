name    coupang
title   Coupang
groups  shopping
host    coupang.com coupangcdn.com coupangplay.com coupangstreaming.com

name    shops-asia
title   Asian shops
groups  shopping
host    coupang.com coupangcdn.com coupangplay.com coupangstreaming.com meituan.com meituan.net dianping.com
host    dpfile.com sankuai.com mykeeta.com mercari.com mercdn.net mercari.jp tokopedia.com tokopedia.net

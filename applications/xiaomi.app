name    xiaomi
title   Xiaomi
groups  operating-system
host    xiaomi.com mi.com xiaomi.net miui.com mi-img.com xiaomiyoupin.com xiaomi.eu
host    mi.fds.fdsapi.xmssdn.micloud.com miwifi.com duokan.com xmssdn.com miui.eu xiaomi.ru xiaomicp.com
host    mi-fds.com poco.net mioffice.cn
ndpi    Xiaomi

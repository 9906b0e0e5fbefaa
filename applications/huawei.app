name    huawei
title   Huawei
groups  operating-system
host    huawei.com hicloud.com dbankcloud.com dbankcloud.cn dbankcdn.com dbankcdn.cn huaweistatic.com
host    vmall.com hihonor.com honor.cn honor.com dbankcloud.asia dbankcloud.eu dbankcloud.ru dbankedge.cn
host    huawei.ru petalsearch.com petalmaps.com
ndpi    Huawei

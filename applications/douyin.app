name    douyin
title   Douyin
groups  social video
host    douyin.com douyincdn.com douyinpic.com douyinvod.com douyinstatic.com iesdouyin.com douyinliving.com
host    zjcdn.com
ndpi    TikTok

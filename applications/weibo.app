name    weibo
title   Sina Weibo
groups  social
host    weibo.com weibo.cn sinaimg.cn weibocdn.com t.cn wbimg.com weibo.com.cn
ndpi    SinaWeibo Sina

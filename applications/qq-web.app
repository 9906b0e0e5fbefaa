name    qq-web
title   QQ
groups  chat social
host    qq.com qq.com.cn qlogo.cn qpic.cn gtimg.cn gtimg.com qzone.com qq.net idqqimg.com
ndpi    QQ Tencent

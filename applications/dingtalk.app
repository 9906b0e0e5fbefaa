name    dingtalk
title   DingTalk
groups  chat office voip
host    dingtalk.com dingtalkapps.com dingtalk.net dingtalk.cn alidingding.com dingtalkcloud.com
ndpi    DingTalk

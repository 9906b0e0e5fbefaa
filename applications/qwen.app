name    qwen
title   Qwen
groups  ai
host    qwen.ai tongyi.aliyun.com tongyi.com dashscope.aliyuncs.com qianwen.aliyun.com
host    dashscope-intl.aliyuncs.com

name    deepseek
title   DeepSeek
groups  ai
host    deepseek.com deepseek.cn

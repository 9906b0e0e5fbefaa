name    lark
title   Lark and Feishu
groups  chat office
host    feishu.cn feishu.net larksuite.com larkoffice.com feishucdn.com larksuitecdn.com feishupkg.com
host    larkenterprise.com

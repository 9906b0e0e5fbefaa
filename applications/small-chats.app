name    small-chats
title   Smaller messengers
groups  chat
host    guilded.gg feishu.cn feishu.net larksuite.com larkoffice.com feishucdn.com larksuitecdn.com
host    feishupkg.com larkenterprise.com mattermost.com mattermost.cloud rocket.chat getsession.org
host    oxen.rocks wire.com zinfra.io wire.link

name    slack
title   Slack
groups  chat office
host    slack.com slack-edge.com slack-msgs.com slack-files.com slack-imgs.com slackb.com slack-core.com
host    slack-redir.net slackdemo.com slack.help slack-files-gov.com
ndpi    Slack

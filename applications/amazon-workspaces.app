name    amazon-workspaces
title   Amazon WorkSpaces
groups  remote-access
host    workspaces.aws.amazon.com skylight-cm.us-east-1.amazonaws.com amazonworkspaces.com
ndpi    AmazonAWS

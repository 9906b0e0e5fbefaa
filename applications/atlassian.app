name    atlassian
title   Atlassian
groups  office developer
host    atlassian.com atlassian.net jira.com atl-paas.net trello.com trellocdn.com statuspage.io
host    opsgenie.com atlassian.io confluence.com loom.com loomcdn.com

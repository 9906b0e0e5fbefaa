name    claude
title   Claude and Anthropic
groups  ai
host    claude.ai anthropic.com claude.com claudeusercontent.com claudemcpcontent.com

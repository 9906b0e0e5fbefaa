name    github
title   GitHub
groups  developer version-control
host    github.com githubusercontent.com githubassets.com github.io ghcr.io github.dev githubapp.com git.io
host    github.blog githubstatus.com
ndpi    Github

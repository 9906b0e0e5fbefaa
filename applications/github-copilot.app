name    github-copilot
title   GitHub Copilot
groups  ai developer
host    githubcopilot.com copilot-proxy.githubusercontent.com copilot-telemetry.githubusercontent.com
host    origin-tracker.githubusercontent.com
ndpi    Github

name    gitlab
title   GitLab
groups  developer version-control
host    gitlab.com gitlab.io gitlab-static.net gitlab.net gitlab.org gitlab-assets.com
ndpi    GitLab

name    bitbucket
title   Bitbucket
groups  developer version-control
host    bitbucket.org bitbucket.io bytebucket.org

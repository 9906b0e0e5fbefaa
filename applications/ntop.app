name    ntop
title   ntop
groups  developer
host    ntop.org
ndpi    ntop

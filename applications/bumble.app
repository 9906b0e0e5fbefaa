name    bumble
title   Bumble
groups  dating
host    bumble.com bumbcdn.com bumblebff.com

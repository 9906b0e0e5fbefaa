name    vultr
title   Vultr
groups  cloud
host    vultr.com vultrobjects.com vultrusercontent.com choopa.net

name    monday
title   monday.com
groups  office
host    monday.com monday.app

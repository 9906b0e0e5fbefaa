name    nextdoor
title   Nextdoor
groups  social
host    nextdoor.com nextdoor.co.uk

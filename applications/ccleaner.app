name    ccleaner
title   CCleaner
groups  update
host    ccleaner.com piriform.com

name    crashplan
title   CrashPlan
groups  storage
host    crashplan.com code42.com crashplanpro.com

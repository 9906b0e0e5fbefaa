name    fuze
title   Fuze
groups  voip office
host    fuze.com fuzemeeting.com thinkingphones.com
ndpi    Fuze

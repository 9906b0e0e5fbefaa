name    threema
title   Threema
groups  chat voip
host    threema.ch threema.com
ndpi    Threema

name    truphone
title   Truphone
groups  voip
host    truphone.com
ndpi    TruPhone

name    onlyfans
title   OnlyFans
groups  adult social
host    onlyfans.com
ndpi    AdultContent

name    workday
title   Workday
groups  office
host    workday.com myworkday.com myworkdayjobs.com workdaycdn.com myworkdaycdn.com workdaysuv.com

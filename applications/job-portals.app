name    job-portals
title   Job portals
groups  jobs
host    indeed.com indeed.co.uk indeed.de glassdoor.com xing.com upwork.com fiverr.com

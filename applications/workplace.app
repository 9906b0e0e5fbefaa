name    workplace
title   Workplace from Meta
groups  office chat
host    workplace.com workplace.fb.com workplaceusercontent.com
ndpi    Facebook

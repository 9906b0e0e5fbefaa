name    duolingo
title   Duolingo
groups  education
host    duolingo.com duolingo.cn

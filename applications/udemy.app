name    udemy
title   Udemy
groups  education video
host    udemy.com udemycdn.com

name    coursera
title   Coursera
groups  education video
host    coursera.org coursera.com

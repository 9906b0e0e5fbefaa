name    gab
title   Gab
groups  social
host    gab.com gab.ai

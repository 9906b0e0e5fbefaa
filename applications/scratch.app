name    scratch
title   Scratch
groups  education developer
host    scratch.mit.edu

name    revolut
title   Revolut
groups  finance
host    revolut.com revolut.codes revolut.me

name    uber
title   Uber
groups  travel food
host    uber.com ubereats.com uberinternal.com postmates.com

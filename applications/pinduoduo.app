name    pinduoduo
title   Pinduoduo
groups  shopping
host    pinduoduo.com yangkeduo.com pddpic.com pinduoduo.net pddugc.com pddim.com

name    meta-quest
title   Meta Quest
groups  game
host    oculus.com oculuscdn.com oculusvr.com horizon.meta.com
ndpi    Facebook

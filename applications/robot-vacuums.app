name    robot-vacuums
title   Robot vacuum cleaners
groups  iot
host    irobot.com irobotapi.com roborock.com roborock.cn ecovacs.com ecouser.net ecovacs.cn

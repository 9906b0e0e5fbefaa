name    mihoyo
title   HoYoverse
groups  game
host    mihoyo.com hoyoverse.com hoyolab.com yuanshen.com genshinimpact.com starrails.com bhsr.com
host    zenlesszonezero.com bh3.com juequling.com
ndpi    GenshinImpact

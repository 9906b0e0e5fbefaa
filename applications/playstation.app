name    playstation
title   PlayStation
groups  game
host    playstation.com playstation.net playstationnetwork.com sonyentertainmentnetwork.com psn.com scea.com
host    scee.net scej-online.jp sie-rd.com playstationcloud.com playstation-gaikai.com gaikai.com bungie.net
ndpi    Playstation

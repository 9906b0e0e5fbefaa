name    parsec
title   Parsec
groups  remote-access game
host    parsec.app parsecgaming.com parsecusercontent.com parsec.tv

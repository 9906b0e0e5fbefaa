name    nexon
title   Nexon
groups  game
host    nexon.com nexon.net nexoncdn.co.kr nexon.co.jp nexon.co.kr

name    bilibili
title   Bilibili
groups  video streaming
host    bilibili.com bilivideo.com bilivideo.cn hdslb.com biliapi.net biliapi.com bilibili.tv bilicdn1.com
host    acgvideo.com bilibili.cn b23.tv biligame.com bilibili.co biliintl.com

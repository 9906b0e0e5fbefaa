name    didi
title   DiDi
groups  travel
host    didiglobal.com didichuxing.com xiaojukeji.com didistatic.com didiyun.com 99app.com udache.com

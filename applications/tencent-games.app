name    tencent-games
title   Tencent Games
groups  game
host    tencentgames.com proximabeta.com levelinfinite.com igamecj.com gcloudsdk.com
host    anticheatexpert.com gcloudcs.com intlgame.com amsoveasea.com pvp.qq.com game.qq.com tgpa.qq.com
host    vasdgame.com gcloud.qq.com
ndpi    TencentGames Tencent

name    m6
title   M6+
groups  video streaming
host    6play.fr m6.fr m6web.fr m6plus.fr bedrock.tech

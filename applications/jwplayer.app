name    jwplayer
title   JW Player
groups  video cdn
host    jwplayer.com jwplatform.com jwpcdn.com jwpsrv.com jwpltx.com

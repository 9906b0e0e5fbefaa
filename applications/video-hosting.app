name    video-hosting
title   Players for the videos of others
groups  video streaming
host    brightcove.com brightcove.net brightcovecdn.com bcove.video boltdns.net jwplayer.com jwplatform.com
host    jwpcdn.com jwpsrv.com jwpltx.com kaltura.com kaltura.org wistia.com wistia.net wi.st mux.com mux.dev
host    quickplay.com

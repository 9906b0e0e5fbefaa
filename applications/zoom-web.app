name    zoom-web
title   Zoom
groups  voip video office
host    zoom.us zoom.com zoomgov.com zoom.com.cn zoomcdn.net zoomus.cn zoomonprem.com zoom.events
host    workvivo.com zoom.ai zmdown.com
ndpi    Zoom

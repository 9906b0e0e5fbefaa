name    teamviewer-web
title   TeamViewer
groups  remote-access
host    teamviewer.com teamviewer.cn tvcdn.de teamviewer.eu dyngate.com teamviewerapi.com
ndpi    TeamViewer

name    arte
title   ARTE
groups  video streaming
host    arte.tv arte.de

name    wall-street-journal
title   Dow Jones
groups  news finance
host    wsj.com wsj.net dowjones.com marketwatch.com barrons.com dowjones.io

name    wistia
title   Wistia
groups  video
host    wistia.com wistia.net wi.st

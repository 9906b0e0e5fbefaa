name    vivaldi
title   Vivaldi
groups  web
host    vivaldi.com vivaldi.net

name    mercari
title   Mercari
groups  shopping
host    mercari.com mercdn.net mercari.jp

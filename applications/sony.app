name    sony
title   Sony
groups  operating-system
host    sony.com sony.net sony.co.jp sony.eu sonymobile.com sony-online.net

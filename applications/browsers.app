name    browsers
title   Smaller browsers
groups  web
host    vivaldi.com vivaldi.net opera.com operacdn.com opera.software opera-mini.net operamini.com
host    operaunite.com

name    opera
title   Opera
groups  web
host    opera.com operacdn.com opera.software opera-mini.net operamini.com operaunite.com

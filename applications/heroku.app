name    heroku
title   Heroku
groups  cloud developer
host    heroku.com herokuapp.com herokucdn.com herokussl.com

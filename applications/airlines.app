name    airlines
title   Airlines
groups  travel
host    lufthansa.com ryanair.com easyjet.com delta.com united.com aa.com britishairways.com

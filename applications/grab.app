name    grab
title   Grab
groups  travel food
host    grab.com grabtaxi.com grab.co myteksi.net

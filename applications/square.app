name    square
title   Square and Cash App
groups  finance
host    squareup.com squarecdn.com square.site cash.app square.com

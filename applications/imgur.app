name    imgur
title   Imgur
groups  photo social
host    imgur.com imgur.io

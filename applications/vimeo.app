name    vimeo
title   Vimeo
groups  video streaming
host    vimeo.com vimeocdn.com vimeobusiness.com magisto.com
ndpi    Vimeo

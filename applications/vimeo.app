name    vimeo
title   Vimeo
groups  video streaming
host    vimeo.com vimeocdn.com livestream-vimeo.com vimeobusiness.com magisto.com
ndpi    Vimeo

name    showtime
title   Showtime
groups  video streaming
host    showtime.com sho.com showtimeanytime.com
ndpi    Showtime

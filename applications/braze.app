name    braze
title   Braze
groups  analytics push
host    braze.com appboy.com braze.eu appboy-images.com appboycdn.com

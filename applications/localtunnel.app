name    localtunnel
title   localtunnel
groups  remote-access developer tunnel
host    localtunnel.me loca.lt

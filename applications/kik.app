name    kik
title   Kik
groups  chat
host    kik.com kik-live.com kikstatic.net

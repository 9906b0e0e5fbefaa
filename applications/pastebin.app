name    pastebin
title   Pastebin
groups  developer
host    pastebin.com pastebin.pl hastebin.com paste.ee
ndpi    Pastebin

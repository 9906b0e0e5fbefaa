name    wireshark-web
title   Wireshark
groups  developer
host    wireshark.org

name    fritz-box
title   FRITZ!Box
groups  networking
host    avm.de fritz.com myfritz.de fritz.net

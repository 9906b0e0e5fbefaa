name    outline
title   Outline
groups  vpn
host    getoutline.org outline-vpn.com

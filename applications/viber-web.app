name    viber-web
title   Viber
groups  chat voip
host    viber.com viber.io viber.me vb.me viber.net
ndpi    Viber ViberVoip

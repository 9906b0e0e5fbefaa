name    goto
title   GoTo
groups  voip video remote-access
host    goto.com gotomeeting.com gotowebinar.com gotoassist.com gotomypc.com logmein.com logme.in
host    goto-rtc.com getgo.com gotostage.com gotoconnect.com logmeininc.com logmeinrescue.com logmein123.com
host    jive.com expertcity.com join.me hamachi.cc vpn.net
ndpi    GoTo

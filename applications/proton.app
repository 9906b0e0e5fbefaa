name    proton
title   Proton Mail and Drive
groups  mail storage
host    proton.me protonmail.com protonmail.ch pm.me proton.ch protonstatus.com proton.black

name    capcut
title   CapCut
groups  video photo
host    capcut.com capcutapi.com capcutcdn.com capcutstatic.com capcutvod.com capcutapi.us

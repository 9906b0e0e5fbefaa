name    debian
title   Debian
groups  update operating-system
host    debian.org debian.net debian.map.fastlydns.net debian.map.fastly.net

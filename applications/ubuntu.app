name    ubuntu
title   Ubuntu
groups  update operating-system
host    ubuntu.com canonical.com launchpad.net snapcraft.io snapcraftcontent.com launchpadcontent.net
host    ubuntucompanyservices.com

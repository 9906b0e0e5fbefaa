name    fedora
title   Fedora
groups  update operating-system
host    fedoraproject.org fedorainfracloud.org getfedora.org fedoramagazine.org rpmfusion.org

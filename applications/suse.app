name    suse
title   SUSE
groups  update operating-system
host    suse.com opensuse.org susecdn.com suse.de suse.cz

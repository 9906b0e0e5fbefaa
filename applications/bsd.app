name    bsd
title   The BSDs
groups  update
host    freebsd.org netbsd.org openbsd.org

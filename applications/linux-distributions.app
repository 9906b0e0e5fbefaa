name    linux-distributions
title   Smaller Linux distributions
groups  update
host    almalinux.org alpinelinux.org kali.org kali.download linuxmint.com rockylinux.org resf.org

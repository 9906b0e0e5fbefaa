name    flathub
title   Flathub
groups  update
host    flathub.org flatpak.org

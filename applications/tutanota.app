name    tutanota
title   Tuta
groups  mail
host    tutanota.com tuta.com tutanota.de tuta.io

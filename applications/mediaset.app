name    mediaset
title   Mediaset
groups  video news
host    mediaset.it mediaset.net mediaset.es tgcom24.it

name    google-update
title   Google updates
groups  update
host    update.googleapis.com dl.google.com dl-ssl.google.com edgedl.me.gvt1.com redirector.gvt1.com
host    tools.google.com edgedl.gvt1.com
ndpi    GoogleServices Google

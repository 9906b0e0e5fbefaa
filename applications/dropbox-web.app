name    dropbox-web
title   Dropbox
groups  storage
host    dropbox.com dropboxapi.com dropboxusercontent.com dropboxstatic.com getdropbox.com db.tt
host    dropbox-dns.com dropbox.tech dropboxbusiness.com dropboxforum.com dropboxpartners.com hellosign.com
host    dropboxinsiders.com
ndpi    Dropbox

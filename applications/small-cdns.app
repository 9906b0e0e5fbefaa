name    small-cdns
title   Smaller delivery networks
groups  cdn
host    b-cdn.net bunny.net bunnycdn.com bunnyinfra.net bunny.run mediadelivery.net cdn77.org cdn77.com
host    cdn77-ssl.net cdn77.net cdn77-storage.com kxcdn.com keycdn.com stackpathcdn.com stackpathdns.com
host    netdna-cdn.com netdna-ssl.com hwcdn.net maxcdn.com stackpath.com highwinds.com netdna.com
host    bootstrapcdn.com footprint.net level3.net lumen.com lvl3cdn.net centurylink.net lumencdn.com
host    incapdns.net imperva.com incapsula.com impervadns.net gcdn.co gcore.com gcorelabs.com gcore.lu
host    gcorelabs.net

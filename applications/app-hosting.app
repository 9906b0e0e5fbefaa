name    app-hosting
title   Hosting of programs
groups  cloud developer
host    render.com onrender.com railway.app railway.com fly.io fly.dev deno.com deno.dev deno.land neon.tech
host    planetscale.com supabase.co supabase.com supabase.in elastic.co elastic-cloud.com found.io
host    elastic.dev ionos.com ionos.de 1and1.com 1und1.de ionos.co.uk ionos.fr kundenserver.de perfora.net
host    online.de live-website.com ionos.cloud namecheap.com privateemail.com registrar-servers.com
host    namecheaphosting.com rackspace.com rackspacecloud.com rackcdn.com emailsrvr.com scaleway.com
host    scw.cloud online.net scaleway.net scw.eu dedibox.fr

name    digitalocean
title   DigitalOcean
groups  cloud
host    digitalocean.com digitaloceanspaces.com ondigitalocean.app doserverless.co cloudways.com

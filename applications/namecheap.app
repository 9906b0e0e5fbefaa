name    namecheap
title   Namecheap
groups  cloud
host    namecheap.com privateemail.com registrar-servers.com namecheaphosting.com

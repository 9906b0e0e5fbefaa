name    geforce-now
title   GeForce NOW
groups  game video
host    geforcenow.com nvidiagrid.net gfnpc.nvidia.com gfn.nvidia.com
ndpi    GeForceNow

name    dating-sites
title   Dating
groups  dating
host    match.com okcupid.com okccdn.com pof.com plentyoffish.com hinge.co meetic.com meetic.fr hingeapp.com
host    grindr.com grindr.mobi grindr.io bumble.com bumbcdn.com bumblebff.com

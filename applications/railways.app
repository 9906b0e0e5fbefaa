name    railways
title   Railways
groups  travel
host    bahn.de bahn.com sncf.com sncf-connect.com trenitalia.com thetrainline.com

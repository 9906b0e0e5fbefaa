name    scaleway
title   Scaleway
groups  cloud
host    scaleway.com scw.cloud online.net scaleway.net scw.eu dedibox.fr

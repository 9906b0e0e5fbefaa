name    linode
title   Linode
groups  cloud
host    linode.com linodeobjects.com linodeusercontent.com

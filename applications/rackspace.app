name    rackspace
title   Rackspace
groups  cloud
host    rackspace.com rackspacecloud.com rackcdn.com emailsrvr.com

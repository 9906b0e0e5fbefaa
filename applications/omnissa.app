name    omnissa
title   Omnissa Horizon and VMware
groups  remote-access cloud
host    vmware.com omnissa.com vmwarehorizon.com workspaceoneaccess.com vmwareidentity.com awmdm.com
host    workspaceone.com vmwareidentity.eu

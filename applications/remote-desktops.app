name    remote-desktops
title   Smaller remote desktops
groups  remote-access
host    ammyy.com dwservice.net remotepc.com supremocontrol.com nanosystems.it vmware.com omnissa.com
host    vmwarehorizon.com workspaceoneaccess.com vmwareidentity.com awmdm.com workspaceone.com
host    vmwareidentity.eu shadow.tech blade-group.com shadow-cdn.com workspaces.aws.amazon.com
host    skylight-cm.us-east-1.amazonaws.com amazonworkspaces.com
ndpi    AmazonAWS

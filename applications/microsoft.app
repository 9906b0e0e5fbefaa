name    microsoft
title   Microsoft
groups  web operating-system
host    microsoft.com msftauth.net msauth.net msftncsi.com msftconnecttest.com trafficmanager.net live.com
host    live.net windows.com s-microsoft.com microsoftonline-p.com aka.ms msftstatic.com
host    microsoft.akadns.net msocsp.com microsoftstore.com s-msedge.net a-msedge.net b-msedge.net
host    c-msedge.net e-msedge.net l-msedge.net t-msedge.net dc-msedge.net passport.net
ndpi    Microsoft

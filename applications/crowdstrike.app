name    crowdstrike
title   CrowdStrike
groups  security
host    crowdstrike.com cloudsink.net

name    teams
title   Microsoft Teams
groups  chat voip office
host    teams.microsoft.com teams.office.com teams.live.com teams-msgapi.trafficmanager.net
host    teams.cloud.microsoft teams.office.net skypeforbusiness.com lync.com sfb.trafficmanager.net
host    statics.teams.cdn.office.net teams.events.data.microsoft.com microsoftstream.com
ndpi    Teams Skype_Teams Skype_TeamsCall Microsoft

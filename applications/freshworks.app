name    freshworks
title   Freshworks
groups  office
host    freshworks.com freshdesk.com freshchat.com freshservice.com freshsales.io freshstatus.io
host    freshworksapi.com

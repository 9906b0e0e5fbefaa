name    chrome-remote-desktop
title   Chrome Remote Desktop
groups  remote-access
host    remotedesktop.google.com remotedesktop-pa.googleapis.com chromoting-host.talkgadget.google.com
host    chromoting-client.talkgadget.google.com chromoting-oauth.talkgadget.google.com
ndpi    GoogleServices

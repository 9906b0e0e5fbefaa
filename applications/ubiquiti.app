name    ubiquiti
title   Ubiquiti
groups  networking
host    ui.com ubnt.com uisp.com amplifi.com unifi-ai.com

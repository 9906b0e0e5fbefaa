name    vscode
title   Visual Studio Code
groups  developer
host    vscode-cdn.net vscode.dev code.visualstudio.com vscode-unpkg.net vscode-sync.trafficmanager.net
host    gallerycdn.vsassets.io
ndpi    Microsoft Azure

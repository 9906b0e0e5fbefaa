name    wix
title   Wix
groups  web
host    wix.com wixstatic.com parastorage.com wixsite.com editorx.com wixapis.com wixmp.com filesusr.com
host    wix.app

name    site-builders
title   Site builders
groups  web
host    weebly.com editmysite.com wix.com wixstatic.com parastorage.com wixsite.com editorx.com wixapis.com
host    wixmp.com filesusr.com wix.app squarespace.com squarespace-cdn.com sqspcdn.com

name    chrome
title   Chrome
groups  web
host    clientservices.googleapis.com optimizationguide-pa.googleapis.com content-autofill.googleapis.com
host    clients4.google.com chromesyncpasswords-pa.googleapis.com chrome.google.com
host    chromewebstore.google.com clients2.googleusercontent.com chromewebstore.googleapis.com chromium.org
host    chrome.com chromedevtools-pa.googleapis.com
ndpi    GoogleServices Google

name    mozilla
title   Mozilla Firefox
groups  web update
host    mozilla.org mozilla.net mozilla.com firefox.com mozgcp.net mozaws.net thunderbird.net mozilla.cloud
host    mozilla.community

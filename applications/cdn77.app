name    cdn77
title   CDN77
groups  cdn
host    cdn77.org cdn77.com cdn77-ssl.net cdn77.net cdn77-storage.com

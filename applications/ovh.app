name    ovh
title   OVHcloud
groups  cloud
host    ovh.com ovh.net ovhcloud.com ovh.fr ovh.ca kimsufi.com soyoustart.com ovh.us hubic.com ovhcdn.com

name    fire-tv
title   Amazon Fire TV and tablets
groups  operating-system
host    amazonfiretv.com softwareupdates.amazon.com fireoscaptiveportal.com kindle-time.amazon.com
host    arcus-uswest.amazon.com ktpx.amazon.com firetvcaptiveportal.com updates.amazon.com
host    amazonappservices.com mas-ext.amazon.com device-messaging-na.amazon.com
ndpi    Amazon

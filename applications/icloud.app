name    icloud
title   iCloud
groups  storage cloud
host    icloud.com icloud-content.com icloud.apple.com icloud.com.cn icloud-content.com.cn apzones.com
host    me.com mac.com icloud.com.akadns.net
ndpi    AppleiCloud

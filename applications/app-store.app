name    app-store
title   Apple App Store
groups  update shopping
host    apps.apple.com buy.itunes.apple.com appstore.com ppq.apple.com osxapps.itunes.apple.com
host    iosapps.itunes.apple.com testflight.apple.com developer.apple.com devimages-cdn.apple.com
host    devstreaming-cdn.apple.com
ndpi    AppleStore Apple

name    app-store
title   Apple App Store
groups  update shopping
host    apps.apple.com buy.itunes.apple.com appstore.com ppq.apple.com osxapps.itunes.apple.com
host    iosapps.itunes.apple.com
ndpi    AppleStore

name    apple-update
title   Apple software updates
groups  update
host    swscan.apple.com swcdn.apple.com swdist.apple.com swdownload.apple.com mesu.apple.com
host    updates.cdn-apple.com appldnld.apple.com updates-http.cdn-apple.com gdmf.apple.com gs.apple.com
host    swpost.apple.com ig.apple.com skl.apple.com appldnld.apple.com.edgesuite.net oscdn.apple.com
host    osrecovery.apple.com
ndpi    Apple

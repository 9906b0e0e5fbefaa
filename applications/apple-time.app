name    apple-time
title   Apple time
groups  time
host    time.apple.com time-ios.apple.com time-macos.apple.com time.asia.apple.com time.euro.apple.com
ndpi    Apple

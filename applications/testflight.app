name    testflight
title   TestFlight
groups  developer
host    testflight.apple.com developer.apple.com devimages-cdn.apple.com devstreaming-cdn.apple.com
ndpi    Apple

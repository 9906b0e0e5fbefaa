name    apple-maps
title   Apple Maps
groups  maps
host    maps.apple.com ls.apple.com ls-apple.com.akadns.net mapkit.apple.com
ndpi    Apple

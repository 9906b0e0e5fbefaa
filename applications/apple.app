name    apple
title   Apple
groups  web operating-system
host    apple.com aaplimg.com cdn-apple.com apple.com.edgekey.net apple.com.akadns.net apple-dns.net
host    apple.news apple.co apple-mapkit.com apple-livephotoskit.com apple-cloudkit.com mzstatic.com
ndpi    Apple

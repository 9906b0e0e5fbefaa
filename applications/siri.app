name    siri
title   Siri
groups  ai
host    siri.apple.com guzzoni.apple.com smoot.apple.com guzzoni-apple-com.v.aaplimg.com swallow.apple.com
host    seed-siri.apple.com
ndpi    AppleSiri

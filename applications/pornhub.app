name    pornhub
title   Pornhub
groups  adult video
host    pornhub.com phncdn.com pornhub.org phprcdn.com pornhubpremium.com trafficjunky.net trafficjunky.com
ndpi    AdultContent

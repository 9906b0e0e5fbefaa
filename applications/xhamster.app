name    xhamster
title   xHamster
groups  adult video
host    xhamster.com xhcdn.com xhamsterlive.com xhamster.desi xhamster2.com ahcdn.com
ndpi    AdultContent

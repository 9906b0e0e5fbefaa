name    stripchat
title   Stripchat
groups  adult video
host    stripchat.com stripcdn.com strpst.com stripst.com stripchat.global
ndpi    AdultContent

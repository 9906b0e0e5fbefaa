name    line
title   LINE
groups  chat voip social
host    line.me line-scdn.net line-apps.com line.naver.jp line-cdn.net line-apps-rc.com linecorp.com lin.ee
host    line-beta.me linefriends.com linebiz.com linepaycorp.com
ndpi    Line LineCall

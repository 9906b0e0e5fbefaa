name    1kxun
title   1kxun
groups  video streaming
host    1kxun.com 1kxun.mobi 1kxunapp.com 1kxun.org
ndpi    1kxun

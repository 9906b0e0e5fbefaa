name    terabox
title   TeraBox
groups  storage
host    terabox.com teraboxapp.com 1024tera.com terabox.app 1024terabox.com teraboxcdn.com dubox.com

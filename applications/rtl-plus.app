name    rtl-plus
title   RTL+
groups  video streaming
host    rtl.de tvnow.de tvnow.at tvnow.ch rtlplus.com

name    bbc
title   BBC
groups  news video
host    bbc.co.uk bbc.com bbci.co.uk bbc.net.uk bbcfmt.hs.llnwd.net bidi.net.uk

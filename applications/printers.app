name    printers
title   Printers
groups  printing
host    canon.com canon-europe.com canon.jp epson.com epsonconnect.com epson.net epson.co.jp epson.eu
host    brother.com brother.co.jp brother.eu

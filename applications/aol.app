name    aol
title   AOL
groups  web mail
host    aol.com aolcdn.com aol.co.uk aol.de aim.com

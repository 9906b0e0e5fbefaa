name    limelight
title   Limelight
groups  cdn
host    limelight.com llnwd.net llnw.net lldns.net llnwi.net llnw.com

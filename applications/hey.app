name    hey
title   HEY
groups  mail
host    hey.com

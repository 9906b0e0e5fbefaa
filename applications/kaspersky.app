name    kaspersky
title   Kaspersky
groups  security
host    kaspersky.com kaspersky-labs.com kaspersky.ru kasperskycontenthub.com securelist.com
host    kasperskylab.com

name    humble-bundle
title   Humble Bundle
groups  game shopping
host    humblebundle.com

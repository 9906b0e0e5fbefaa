name    tokopedia
title   Tokopedia
groups  shopping
host    tokopedia.com tokopedia.net

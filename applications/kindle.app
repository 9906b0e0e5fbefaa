name    kindle
title   Kindle
groups  reference
host    read.amazon.com kindle.amazon.com cde-ta-g7g.amazon.com cde-g7g.amazon.com
host    kindle-digital-delivery.amazon.com fiona.amazon.com kindlewifi.amazon.com
ndpi    Amazon

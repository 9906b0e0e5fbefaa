name    walmart
title   Walmart
groups  shopping
host    walmart.com walmartimages.com wal.co walmart.ca samsclub.com walmart.com.mx walmart.net

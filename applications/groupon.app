name    groupon
title   Groupon
groups  shopping
host    groupon.com grouponcdn.com

name    mongodb-atlas
title   MongoDB Atlas
groups  cloud developer
host    mongodb.com mongodb.net mongodb.org

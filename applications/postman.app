name    postman
title   Postman
groups  developer
host    postman.com getpostman.com pstmn.io postman.co

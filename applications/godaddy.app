name    godaddy
title   GoDaddy
groups  cloud
host    godaddy.com secureserver.net wsimg.com godaddysites.com

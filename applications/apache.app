name    apache
title   Apache Software Foundation
groups  developer
host    apache.org apachecon.com

name    mcafee
title   McAfee
groups  security
host    mcafee.com siteadvisor.com mcafeeasap.com mcafeemobilesecurity.com

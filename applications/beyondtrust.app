name    beyondtrust
title   BeyondTrust
groups  remote-access
host    beyondtrust.com bomgarcloud.com bomgar.com beyondtrustcloud.com

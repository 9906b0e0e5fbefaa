name    stack-overflow
title   Stack Overflow
groups  developer reference
host    stackoverflow.com stackexchange.com sstatic.net serverfault.com superuser.com askubuntu.com
host    stackoverflow.blog stackoverflow.email mathoverflow.net stackapps.com

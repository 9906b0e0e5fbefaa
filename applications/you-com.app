name    you-com
title   You.com
groups  ai search
host    you.com

name    norton
title   Norton
groups  security
host    norton.com symantec.com symantecliveupdate.com nortonlifelock.com lifelock.com symanteccloud.com

name    scribd
title   Scribd
groups  reference
host    scribd.com scribdassets.com everand.com

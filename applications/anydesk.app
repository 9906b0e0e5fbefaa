name    anydesk
title   AnyDesk
groups  remote-access
host    anydesk.com anydesk.com.cn anydesk.de
ndpi    AnyDesk

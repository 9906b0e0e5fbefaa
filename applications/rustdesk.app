name    rustdesk
title   RustDesk
groups  remote-access
host    rustdesk.com

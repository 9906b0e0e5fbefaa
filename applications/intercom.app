name    intercom
title   Intercom
groups  office chat
host    intercom.io intercom.com intercomcdn.com intercomassets.com intercomusercontent.com intercomcdn.eu
host    intercom-mail.com

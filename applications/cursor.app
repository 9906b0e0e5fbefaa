name    cursor
title   Cursor
groups  ai developer
host    cursor.com cursor.sh cursorapi.com cursor-cdn.com anysphere.co

name    evernote
title   Evernote
groups  office
host    evernote.com evernote.net

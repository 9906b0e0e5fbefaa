name    session
title   Session
groups  chat
host    getsession.org oxen.rocks

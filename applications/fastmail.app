name    fastmail
title   Fastmail
groups  mail
host    fastmail.com messagingengine.com fastmailusercontent.com fastmail.fm

name    wire
title   Wire
groups  chat voip
host    wire.com zinfra.io wire.link

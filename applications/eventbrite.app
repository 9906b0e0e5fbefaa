name    eventbrite
title   Eventbrite
groups  shopping
host    eventbrite.com evbuc.com evbstatic.com

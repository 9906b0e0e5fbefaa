name    tickets
title   Tickets for events
groups  shopping
host    ticketmaster.com ticketm.net livenation.com ticketmaster.co.uk ticketmaster.de ticketweb.com
host    eventbrite.com evbuc.com evbstatic.com

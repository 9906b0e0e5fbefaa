name    ticketmaster
title   Ticketmaster
groups  shopping
host    ticketmaster.com ticketm.net livenation.com ticketmaster.co.uk ticketmaster.de ticketweb.com

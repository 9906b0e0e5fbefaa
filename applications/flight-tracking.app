name    flight-tracking
title   Flight tracking
groups  travel
host    flightradar24.com fr24.com flightaware.com

name    booking
title   Booking.com
groups  travel
host    booking.com bstatic.com agoda.com agoda.net priceline.com kayak.com rentalcars.com booking.cn
host    momondo.com

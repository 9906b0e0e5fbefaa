name    flipkart
title   Flipkart
groups  shopping
host    flipkart.com flixcart.com flipkart.net myntra.com myntassets.com

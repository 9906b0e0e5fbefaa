name    restaurants
title   Restaurants
groups  food
host    starbucks.com mcdonalds.com yelp.com yelpcdn.com opentable.com

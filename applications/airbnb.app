name    airbnb
title   Airbnb
groups  travel
host    airbnb.com muscache.com airbnb.de airbnb.fr airbnb.co.uk airbnb.it airbnb.es airbnb.cn airbnb.ca
host    airbnb.com.au airbnb.org

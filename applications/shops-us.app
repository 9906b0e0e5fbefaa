name    shops-us
title   Shops of the United States
groups  shopping
host    target.com targetimg1.com costco.com costco.ca costco-static.com bestbuy.com bbystatic.com
host    bestbuy.ca homedepot.com thdstatic.com homedepot-static.com homedepot.ca wayfair.com wfcdn.com
host    wish.com contextlogic.com groupon.com grouponcdn.com

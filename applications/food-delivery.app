name    food-delivery
title   Food delivery
groups  food
host    doordash.com cdn4dd.com wolt.com grubhub.com deliveroo.co.uk deliveroo.com just-eat.com
host    just-eat.co.uk takeaway.com lieferando.de justeat.it lieferando.at thuisbezorgd.nl glovoapp.com
host    zomato.com zmtcdn.com swiggy.com foodpanda.com instacart.com

name    property-portals
title   Property portals
groups  shopping
host    zillow.com zillowstatic.com trulia.com rightmove.co.uk immobilienscout24.de

name    parcel-services
title   Parcel services
groups  shopping
host    ups.com fedex.com dhl.com dhl.de usps.com dpd.com dpd.de

name    ebay
title   eBay
groups  shopping
host    ebay.com ebay.de ebay.co.uk ebay.fr ebay.it ebay.es ebay.ca ebay.com.au ebay.at ebay.ch ebay.be
host    ebay.nl ebay.ie ebay.pl ebayimg.com ebaystatic.com ebayrtm.com ebaydesc.com ebaycdn.net ebay.to
host    ebayinc.com ebay.us ebaymag.com
ndpi    eBay
